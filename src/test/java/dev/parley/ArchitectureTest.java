package dev.parley;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.parley.architecture.Rules;
import java.nio.file.Path;

/** Holds the server to the shape that docs/architecture.md describes. */
@AnalyzeClasses(packages = "dev.parley", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final Rules RULES = new Rules("dev.parley");

  @ArchTest static final ArchRule THE_CORE_DOES_NOT_KNOW_VERTX = RULES.theCoreDoesNotKnowVertx();

  @ArchTest static final ArchRule ONLY_THE_STORE_SPEAKS_SQL = RULES.onlyTheStoreSpeaksSql();

  @ArchTest static final ArchRule NOBODY_IMPORTS_APP = RULES.nobodyImportsApp();

  @ArchTest static final ArchRule PACKAGES_HAVE_NO_CYCLES = RULES.packagesHaveNoCycles();

  @ArchTest static final ArchRule ONLY_THE_START_PRINTS = RULES.onlyTheStartPrints();

  @ArchTest
  static final ArchRule ONLY_APP_KNOWS_THE_OTHER_LOGGER = RULES.onlyAppKnowsTheOtherLogger();

  @ArchTest static final ArchRule RECORDS_HOLD_NO_JSON_TREES = RULES.recordsHoldNoJsonTrees();

  @ArchTest static final ArchRule NOBODY_SLEEPS = RULES.nobodySleeps();

  @ArchTest
  static final ArchRule VERTICLES_ARE_SHORT = RULES.verticlesAreShort(Path.of("src/main/java"));
}
