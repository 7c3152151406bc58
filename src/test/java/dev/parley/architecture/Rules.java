package dev.parley.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Deployable;
import java.nio.file.Path;

/**
 * The shape of the server. The rules take the root package, so that {@link RulesTest} can show on
 * small packages of its own that each of them is able to fail.
 */
public record Rules(String root) {
  /** A verticle only adapts: subscribe, decode, call a plain object, reply. */
  static final int MAX_VERTICLE_LINES = 149;

  public ArchRule theCoreDoesNotKnowVertx() {
    return noClasses()
        .that()
        .resideInAnyPackage(in("chat"), in("protocol"), in("dialect"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx..")
        .because("rules and codecs are plain Java that is tested without a server")
        .allowEmptyShould(true);
  }

  public ArchRule onlyTheStoreSpeaksSql() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(in("store"), in("generationlog.postgres"), in("app"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx.sqlclient..",
            "io.vertx.pgclient..",
            "java.sql..",
            "javax.sql..",
            "org.postgresql..",
            "org.flywaydb..")
        .because("everybody else asks the store over the bus; app only constructs the pool")
        .allowEmptyShould(true);
  }

  public ArchRule nobodyImportsApp() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(in("app"))
        .and()
        .doNotHaveFullyQualifiedName(main())
        .should()
        .dependOnClassesThat()
        .resideInAPackage(in("app"))
        .because("the parts must not know how they are put together")
        .allowEmptyShould(true);
  }

  public ArchRule packagesHaveNoCycles() {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
  }

  public ArchRule onlyTheStartPrints() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(in("app"))
        .and()
        .doNotHaveFullyQualifiedName(main())
        .should(ACCESS_STANDARD_STREAMS)
        .because("a server logs; only the start of the program talks to a terminal")
        .allowEmptyShould(true);
  }

  public ArchRule onlyAppKnowsTheOtherLogger() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(in("app"))
        .and()
        .doNotHaveFullyQualifiedName(main())
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .because("logs go through SLF4J; app may quieten a library that does not")
        .allowEmptyShould(true);
  }

  /**
   * @param sources the folder of the source files, such as {@code src/main/java}
   */
  public ArchRule verticlesAreShort(Path sources) {
    return classes()
        .that()
        .areAssignableTo(Deployable.class)
        .and()
        .areTopLevelClasses()
        .should(new BeShort(sources, MAX_VERTICLE_LINES))
        .allowEmptyShould(true);
  }

  public ArchRule recordsHoldNoJsonTrees() {
    return fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(in("bus"), in("protocol"), in("chat"))
        .and()
        .areDeclaredInClassesThat()
        .areRecords()
        .should(new NotInvolve("io.vertx.core.json"))
        .because("JSON trees end in codecs, providers and stores")
        .allowEmptyShould(true);
  }

  public ArchRule nobodySleeps() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .callMethodWhere(new Sleep())
        .because("a wait ends with a future, a latch or a condition")
        .allowEmptyShould(true);
  }

  private String in(String folder) {
    return root + "." + folder + "..";
  }

  private String main() {
    return root + ".Main";
  }
}
