package io.sluice.trainer;

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

    @Test
    void onlyTheWorkerKnowsKafka() {
        noClasses().that().resideOutsideOfPackages("io.sluice.trainer", "io.sluice.trainer.kafka", "io.sluice.trainer.worker")
                .should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..", "io.sluice.platform.event..")
                .check(trainer);
        noClasses().should().dependOnClassesThat().resideInAnyPackage("org.springframework..", "reactor..").check(trainer);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.sluice.trainer.(*)..").should().beFreeOfCycles().check(trainer);
    }

    /** Commands make the clock, the worker is given it for its events. */
    @Test
    void nothingThatDecidesAnAdapterReadsTheTimeOfDay() {
        noClasses().that().resideOutsideOfPackages("io.sluice.trainer", "io.sluice.trainer.worker").should().dependOnClassesThat().belongToAnyOf(java.time.Clock.class, java.time.Instant.class)
                .orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(Thread.class, "sleep", long.class)
                .check(trainer);
    }
}
