package io.sluice.contracts.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Whoever reads an event needs nothing but this module's few dependencies. */
class ArchitectureTest {

    private static final JavaClasses CONTRACTS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.sluice.contracts");

    @Test
    void needsOnlyTheJdkJacksonsAnnotationsAndJSpecify() {
        assertThat(CONTRACTS).hasSizeGreaterThan(20);
        classes().should().onlyDependOnClassesThat(resideInAnyPackage("java..", "com.fasterxml.jackson.annotation..",
                "org.jspecify.annotations..", "io.sluice.contracts..")).check(CONTRACTS);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("io.sluice.contracts.(*)..").should().beFreeOfCycles().check(CONTRACTS);
    }

    @Test
    void everyPackageIsNullMarked() {
        for (JavaClass type : CONTRACTS) {
            assertThat(type.getPackage().isAnnotatedWith(NullMarked.class)).as(type.getPackageName()).isTrue();
        }
    }
}
