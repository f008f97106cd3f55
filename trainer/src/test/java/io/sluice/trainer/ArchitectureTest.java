package io.sluice.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static JavaClasses trainer;

    @BeforeAll
    static void read() {
        trainer = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.sluice.trainer");
    }

    /** Benchmarks and tests draw tasks without loading PyTorch. */
    @Test
    void tasksNeedOnlyTheJdk() {
        classes().that().resideInAPackage("io.sluice.trainer.task")
                .should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations", "io.sluice.trainer.task")
                .check(trainer);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.sluice.trainer.(*)..").should().beFreeOfCycles().check(trainer);
    }

    @Test
    void nothingReadsTheTimeOfDay() {
        noClasses().should().dependOnClassesThat().belongToAnyOf(java.time.Clock.class, java.time.Instant.class)
                .orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(Thread.class, "sleep", long.class)
                .check(trainer);
    }
}
