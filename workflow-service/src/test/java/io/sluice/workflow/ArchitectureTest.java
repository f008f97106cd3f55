package io.sluice.workflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** What may know what; the rules that all modules share are the end-to-end tests'. */
class ArchitectureTest {

    /** Values in, values out. */
    private static final String[] PURE = {"io.sluice.workflow.definition..", "io.sluice.workflow.scheduling..",
        "io.sluice.workflow.step..", "io.sluice.workflow.execution.."};
    private static final String[] EDGES = {"io.sluice.workflow.web..", "io.sluice.workflow.kafka.."};

    private static final JavaClasses WORKFLOW = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.sluice.workflow");

    @Test
    void whatDecidesIsPure() {
        noClasses().that().resideInAnyPackage(PURE)
                .should().dependOnClassesThat().resideInAnyPackage(
                        "org.springframework..", "reactor..", "org.apache.kafka..", "io.netty..", "dev.langchain4j..", "io.micrometer..")
                .orShould().dependOnClassesThat().resideInAnyPackage(EDGES)
                .check(WORKFLOW);
    }

    /** Decisions are replayed: the time they see is the command's, their random numbers are the run's. */
    @Test
    void whatDecidesHasNoClock() {
        noClasses().that().resideInAnyPackage(PURE)
                .should().dependOnClassesThat().areAssignableTo(Clock.class)
                .orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethod(System.class, "currentTimeMillis")
                .check(WORKFLOW);
    }

    /** Documents and schedulers can be read, tried and measured without runs. */
    @Test
    void definitionsKnowNothingElseAndSchedulersOnlyThem() {
        noClasses().that().resideInAPackage("io.sluice.workflow.definition..")
                .should().dependOnClassesThat().resideInAnyPackage("io.sluice.workflow.scheduling..", "io.sluice.workflow.step..",
                        "io.sluice.workflow.execution..")
                .check(WORKFLOW);
        noClasses().that().resideInAPackage("io.sluice.workflow.scheduling..")
                .should().dependOnClassesThat().resideInAnyPackage("io.sluice.workflow.step..", "io.sluice.workflow.execution..")
                .check(WORKFLOW);
    }

    @Test
    void edgesDoNotKnowOneAnother() {
        noClasses().that().resideInAPackage("io.sluice.workflow.web..")
                .should().dependOnClassesThat().resideInAnyPackage("io.sluice.workflow.kafka..", "org.apache.kafka..").check(WORKFLOW);
        noClasses().that().resideInAPackage("io.sluice.workflow.kafka..")
                .should().dependOnClassesThat().resideInAnyPackage("io.sluice.workflow.web..", "org.springframework.web..")
                .allowEmptyShould(true).check(WORKFLOW);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.sluice.workflow.(*)..").should().beFreeOfCycles().check(WORKFLOW);
    }
}
