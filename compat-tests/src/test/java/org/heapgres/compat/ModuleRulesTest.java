package org.heapgres.compat;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** One direction: storage, planner, runtime, wire; and each keeps its libraries to itself. */
final class ModuleRulesTest {
  private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("org.heapgres");

  @Test
  void modulesDependInOneDirection() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("storage")
        .definedBy("org.heapgres.storage..")
        .layer("planner")
        .definedBy("org.heapgres.planner..")
        .layer("runtime")
        .definedBy("org.heapgres.runtime..")
        .layer("wire")
        .definedBy("org.heapgres.wire..")
        .layer("compat")
        .definedBy("org.heapgres.compat..")
        .whereLayer("compat")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("wire")
        .mayOnlyBeAccessedByLayers("compat")
        .whereLayer("runtime")
        .mayOnlyBeAccessedByLayers("wire")
        .whereLayer("planner")
        .mayOnlyBeAccessedByLayers("runtime", "wire")
        .whereLayer("storage")
        .mayOnlyBeAccessedByLayers("planner", "runtime", "wire")
        .check(CLASSES);
  }

  @Test
  void librariesStayInTheirRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.heapgres.storage.internal..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jetbrains.exodus..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.heapgres.planner..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.calcite..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.heapgres.runtime..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.graalvm..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.heapgres.runtime.direct..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.oracle.graal.python..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.heapgres.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(CLASSES);
  }

  @Test
  void internalPackagesStayInside() {
    for (String module : new String[] {"storage", "planner", "runtime", "wire"}) {
      noClasses()
          .that()
          .resideOutsideOfPackage("org.heapgres." + module + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.heapgres." + module + "..internal..")
          .check(CLASSES);
    }
  }
}
