package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.parley.architecture.bad.gateway.Verticle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that every rule can fail, and that it lets through what is allowed. */
class RulesTest {
  private static final String BAD = "dev.parley.architecture.bad";
  private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(BAD);

  private final Rules rules = new Rules(BAD);

  @Test
  void vertxInTheCoreIsFound() {
    assertThat(violations(rules.theCoreDoesNotKnowVertx()))
        .isNotEmpty()
        .allSatisfy(text -> assertThat(text).contains("bad.chat.KnowsVertx"));
  }

  @Test
  void sqlOutsideOfTheStoreIsFound() {
    assertThat(violations(rules.onlyTheStoreSpeaksSql()))
        .isNotEmpty()
        .allSatisfy(text -> assertThat(text).contains("bad.api.SpeaksSql"));
  }

  @Test
  void importingAppIsFound() {
    assertThat(violations(rules.nobodyImportsApp()))
        .isNotEmpty()
        .allSatisfy(text -> assertThat(text).contains("bad.api.ImportsApp"));
  }

  @Test
  void aCycleIsFound() {
    assertThat(violations(rules.packagesHaveNoCycles()))
        .singleElement()
        .asString()
        .contains("Slice gateway", "Slice hub");
  }

  @Test
  void printingIsFound() {
    assertThat(violations(rules.onlyTheStartPrints()))
        .singleElement()
        .asString()
        .contains("bad.hub.Prints", "System.out");
  }

  @Test
  void theOtherLoggerIsFound() {
    assertThat(violations(rules.onlyAppKnowsTheOtherLogger()))
        .isNotEmpty()
        .allSatisfy(text -> assertThat(text).contains("bad.hub.Prints"));
  }

  @Test
  void jsonTreesInRecordsAreFound() {
    assertThat(violations(rules.recordsHoldNoJsonTrees()))
        .hasSize(2)
        .anySatisfy(text -> assertThat(text).contains("KnowsVertx.tree"))
        .anySatisfy(text -> assertThat(text).contains("KnowsVertx.forest"));
  }

  @Test
  void sleepingIsFound() {
    assertThat(violations(rules.nobodySleeps()))
        .hasSize(2)
        .allSatisfy(text -> assertThat(text).contains("bad.api.Sleeps"));
  }

  @Test
  void aLongVerticleIsFound(@TempDir Path sources) throws IOException {
    Path source = sources.resolve(Verticle.class.getName().replace('.', '/') + ".java");
    Files.createDirectories(source.getParent());
    ArchRule rule = rules.verticlesAreShort(sources);

    Files.writeString(source, "\n".repeat(Rules.MAX_VERTICLE_LINES));
    assertThat(violations(rule)).isEmpty();

    Files.writeString(source, "\n".repeat(Rules.MAX_VERTICLE_LINES + 1));
    assertThat(violations(rule)).singleElement().asString().contains("bad.gateway.Verticle");
  }

  @Test
  void noTestSleepsEither() {
    JavaClasses tests =
        new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .withImportOption(location -> !location.contains("/architecture/bad/"))
            .importPackages("dev.parley");

    assertThat(tests).isNotEmpty();
    new Rules("dev.parley").nobodySleeps().check(tests);
  }

  @Test
  void aRuleThatFailsFailsTheBuild() {
    assertThatThrownBy(() -> rules.nobodySleeps().check(CLASSES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Sleeps");
  }

  private static List<String> violations(ArchRule rule) {
    return rule.evaluate(CLASSES).getFailureReport().getDetails();
  }
}
