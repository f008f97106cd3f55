package io.sluice.workflow.execution;

import io.sluice.contracts.workflow.RunSaving;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.evaluation.Shadow;
import io.sluice.workflow.scheduling.policy.Schedulers;
import io.sluice.workflow.scheduling.stopping.Progress;
import io.sluice.workflow.scheduling.stopping.Saving;
import io.sluice.workflow.scheduling.stopping.Stopping;
import io.sluice.workflow.scheduling.stopping.StoppingRules;
import io.sluice.workflow.scheduling.taskclass.Sketch;
import io.sluice.workflow.scheduling.taskclass.TaskClassifier;
import io.sluice.workflow.scheduling.value.Experience;
import io.sluice.workflow.scheduling.value.Values;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The schedulers and stopping rules of {@code scheduling}, with {@link Values} as JSON. A task's text is the input {@code input}. */
public final class LearnedPolicies implements Policies {

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final ShadowWatch watch;

    public LearnedPolicies() {
        this(ShadowWatch.NOBODY);
    }

    public LearnedPolicies(ShadowWatch watch) {
        this.watch = watch;
    }

    /** @throws tools.jackson.core.JacksonException when the text is not values of a schema that this version reads */
    @Override
    public Policy of(Workflow workflow, int version, @Nullable String values) {
        return new Learned(workflow, version, read(values), watch);
    }

    @Override
    public String learn(Workflow workflow, @Nullable String values, Episode episode) {
        return mapper.writeValueAsString(Schedulers.learner(workflow).learn(read(values), episode));
    }

    private Values read(@Nullable String values) {
        return values == null ? Values.EMPTY : mapper.readValue(values, Values.class);
    }

    private static final class Learned implements Policy {

        private final String workflow;
        private final int version;
        private final Values values;
        private final List<String> agents;
        private final TaskClassifier classifier;
        private final Scheduler scheduler;
        private final @Nullable Shadow shadow;
        private final ShadowWatch watch;
        private final Stopping stopping;
        private final Experience experience;

        Learned(Workflow workflow, int version, Values values, ShadowWatch watch) {
            this.workflow = workflow.name();
            this.version = version;
            this.values = values;
            // Who only undoes what others did is no step of a run that does all of them.
            this.agents = workflow.agents().keySet().stream()
                    .filter(agent -> workflow.agents().values().stream().noneMatch(other -> agent.equals(other.compensatedBy()))).toList();
            this.classifier = new TaskClassifier(workflow.classes());
            this.scheduler = Schedulers.of(workflow, values);
            this.shadow = shadow(workflow, values);
            this.watch = watch;
            this.stopping = StoppingRules.of(workflow, values);
            this.experience = new Experience(values);
        }

        /** One that can't be made says so whenever it is asked: nothing that is wrong with a shadow may keep runs from going on. */
        private static @Nullable Shadow shadow(Workflow workflow, Values values) {
            Workflow.SchedulerSpec spec = workflow.scheduler().shadow();
            if (spec == null) {
                return null;
            }
            try {
                return new Shadow(spec.kind(), Schedulers.of(workflow.scheduledBy(spec), values));
            } catch (RuntimeException fault) {
                return new Shadow(spec.kind(), (situation, random) -> {
                    throw fault;
                });
            }
        }

        @Override
        public int version() {
            return version;
        }

        @Override
        public int taskClass(Map<String, String> inputs) {
            return classifier.classify(text(inputs), values.leaders());
        }

        @Override
        public @Nullable String sketch(Map<String, String> inputs) {
            Sketch sketch = classifier.sketch(text(inputs));
            return sketch == null ? null : sketch.bits();
        }

        private static String text(Map<String, String> inputs) {
            return Objects.requireNonNullElse(inputs.get("input"), "");
        }

        @Override
        public Choice next(Situation situation, RandomGenerator random) {
            return scheduler.next(situation, random);
        }

        @Override
        public Shadow.@Nullable Opinion shadow(Choice live, Situation situation, RandomGenerator random) {
            if (shadow == null) {
                return null;
            }
            try {
                Shadow.Opinion opinion = shadow.beside(live, situation, random);
                watch.compared(workflow, opinion.agrees());
                return opinion;
            } catch (RuntimeException fault) {
                watch.failed(workflow, fault);
                return null;
            }
        }

        @Override
        public Optional<Stopping.Stop> stop(Progress progress, Situation situation) {
            return stopping.ask(progress, situation);
        }

        @Override
        public @Nullable RunSaving saving(int taskClass, Progress progress) {
            return Saving.of(agents, taskClass, progress, experience)
                    .map(saving -> new RunSaving(saving.steps(), saving.cost(), saving.share())).orElse(null);
        }
    }
}
