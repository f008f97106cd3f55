package io.sluice.e2e.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the layout. A rule that fails names the class and the line that broke it. */
class ArchitectureTest {

    private static final List<String> SERVICES = List.of("gateway", "router", "inference", "registry", "workflow", "selection");

    /** Algorithms: values in, values out. */
    private static final String[] PURE = {
        "io.sluice.inference.kernel..", "io.sluice.inference.engine..", "io.sluice.inference.decoding..",
        "io.sluice.inference.batching..", "io.sluice.router.routing..", "io.sluice.router.calibration",
        "io.sluice.registry.catalog..", "io.sluice.registry.canary..", "io.sluice.registry.kind..", "io.sluice.registry.signature..",
        "io.sluice.workflow.definition..", "io.sluice.workflow.scheduling..", "io.sluice.workflow.step..", "io.sluice.workflow.execution..",
        "io.sluice.workflow.expression..", "io.sluice.workflow.schema..", "io.sluice.workflow.strategy..", "io.sluice.workflow.verification..",
        "io.sluice.workflow.tool.arithmetic..", "io.sluice.workflow.tool.table..",
        "io.sluice.selection.row..", "io.sluice.selection.dataset..", "io.sluice.selection.selector..", "io.sluice.selection.duplicate..",
        "io.sluice.selection.ranking..", "io.sluice.selection.job..", "io.sluice.selection.statistics..", "io.sluice.selection.judging..",
        "io.sluice.selection.pipeline..", "io.sluice.selection.comparison..", "io.sluice.selection.field..",
        "io.sluice.selection.generation..", "io.sluice.selection.noise..", "io.sluice.selection.mixing..",
        "io.sluice.tasks..",
        "io.sluice.trainer.adapter..", "io.sluice.trainer.continual..", "io.sluice.trainer.dataset..", "io.sluice.trainer.evaluation..", "io.sluice.trainer.export..",
        "io.sluice.trainer.job..", "io.sluice.trainer.model..", "io.sluice.trainer.registry..",
        "io.sluice.trainer.tokenizer..", "io.sluice.trainer.training.."
    };

    private static JavaClasses sluice;

    @BeforeAll
    static void readClasses() {
        sluice = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar") && !location.contains("test-classes"))
                .importPackages("io.sluice");
        assertThat(sluice).hasSizeGreaterThan(100);
    }

    @Test
    void servicesDoNotKnowOneAnother() {
        for (String service : SERVICES) {
            String[] others = SERVICES.stream().filter(other -> !other.equals(service))
                    .flatMap(other -> Stream.of("io.sluice." + other + ".."))
                    .toArray(String[]::new);
            noClasses().that().resideInAPackage("io.sluice." + service + "..")
                    .should().dependOnClassesThat(resideInAnyPackage(others)
                            .or(resideInAnyPackage("io.sluice.standalone..", "io.sluice.benchmarks..", "io.sluice.trainer..")))
                    .check(sluice);
        }
    }

    @Test
    void contractsNeedOnlyTheJdkJacksonsAnnotationsAndJSpecify() {
        classes().that().resideInAPackage("io.sluice.contracts..")
                .should().onlyDependOnClassesThat(resideInAnyPackage(
                        "java..", "com.fasterxml.jackson.annotation..", "org.jspecify.annotations..", "io.sluice.contracts.."))
                .check(sluice);
    }

    /** Services draw tasks, and so do tests, without loading what trains on them. */
    @Test
    void tasksNeedOnlyTheJdkAndJSpecify() {
        classes().that().resideInAPackage("io.sluice.tasks..")
                .should().onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify.annotations..", "io.sluice.tasks.."))
                .check(sluice);
    }

    @Test
    void platformHasNoDomainNouns() {
        noClasses().that().resideInAPackage("io.sluice.platform..")
                .should().dependOnClassesThat(resideInAnyPackage(
                        "io.sluice.contracts.generation..", "io.sluice.contracts.routing..",
                        "io.sluice.contracts.calibration..", "io.sluice.contracts.model..", "io.sluice.contracts.adapter..", "io.sluice.contracts.workflow.."))
                .check(sluice);
    }

    @Test
    void algorithmsArePure() {
        noClasses().that(resideInAnyPackage(PURE))
                .should().dependOnClassesThat(resideInAnyPackage(
                        "org.springframework..", "reactor..", "org.apache.kafka..", "io.lettuce..", "io.netty.."))
                .check(sluice);
    }

    @Test
    void edgesDoNotKnowOneAnother() {
        List<String> edges = List.of("web", "kafka", "redis");
        for (String edge : edges) {
            String[] others = edges.stream().filter(other -> !other.equals(edge))
                    .flatMap(other -> SERVICES.stream().map(service -> "io.sluice." + service + ".." + other + ".."))
                    .toArray(String[]::new);
            noClasses().that().resideInAPackage("io.sluice.." + edge + "..")
                    .should().dependOnClassesThat(resideInAnyPackage(others))
                    .allowEmptyShould(true)
                    .check(sluice);
        }
    }

    @Test
    void packagesOfAModuleFormNoCycles() {
        for (String module : List.of("platform", "gateway", "router", "inference", "registry", "workflow", "selection", "trainer", "standalone", "benchmarks")) {
            slices().matching("io.sluice." + module + ".(*)..").should().beFreeOfCycles().check(sluice);
        }
        slices().matching("io.sluice.(*)..").should().beFreeOfCycles().check(sluice);
    }

    @Test
    void onlyKernelsImportTheVectorApi() {
        noClasses().that().resideOutsideOfPackage("io.sluice.inference.kernel..")
                .should().dependOnClassesThat(resideInAPackage("jdk.incubator.vector.."))
                .check(sluice);
    }

    /** Whether such a method is inlined, and so costs nothing, is decided anew in every start. */
    @Test
    void noMethodTakesOrGivesAVector() {
        Set<String> jlamas = Set.of("getVector", "intoTensor");
        Set<String> found = new TreeSet<>();
        for (JavaClass type : sluice) {
            for (JavaMethod method : type.getMethods()) {
                boolean crossed = Stream.concat(method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))
                        .anyMatch(each -> each.getPackageName().equals("jdk.incubator.vector") && each.getSimpleName().endsWith("Vector"));
                if (crossed && !jlamas.contains(method.getName())) {
                    found.add(method.getFullName());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void nothingBlocksSleepsOrReadsAnAmbientClockOrRandomSource() {
        noClasses().that().resideInAPackage("io.sluice..")
                .should().callMethodWhere(ambient("reactor.core.publisher.Mono", "block", "blockOptional"))
                .orShould().callMethodWhere(ambient("reactor.core.publisher.Flux", "blockFirst", "blockLast", "toIterable", "toStream"))
                .orShould().callMethod(Thread.class, "sleep", long.class)
                .orShould().callMethodWhere(ambient("java.time.Instant", "now").and(withoutArguments()))
                .orShould().callMethodWhere(ambient("java.time.LocalDateTime", "now").and(withoutArguments()))
                .orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(Math.class, "random")
                .orShould().callMethod(java.util.concurrent.ThreadLocalRandom.class, "current")
                .orShould().callConstructor(java.util.Random.class)
                .check(sluice);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : sluice) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked).as("packages without @NullMarked in package-info.java").isEmpty();
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses().that().resideInAPackage("io.sluice..")
                .should().haveNameMatching(".*(Impl|Utils?|Manager|Helper)$")
                .check(sluice);
    }

    private static DescribedPredicate<JavaAccess<?>> ambient(String owner, String... methods) {
        Set<String> names = Set.of(methods);
        return DescribedPredicate.describe(owner + "." + names, access ->
                access.getTargetOwner().getName().equals(owner) && names.contains(access.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> withoutArguments() {
        return DescribedPredicate.describe("without arguments", access ->
                access.getTarget() instanceof com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget call
                        && call.getRawParameterTypes().isEmpty());
    }
}
