package io.sluice.selection.trial;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.Comparison.Choice;
import io.sluice.contracts.selection.Comparison.Run;
import io.sluice.contracts.selection.Comparison.Score;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.ComparisonRequest.Judging;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.selection.comparison.Findings;
import io.sluice.selection.comparison.Task;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.job.Doer;
import io.sluice.selection.job.Outcome;
import io.sluice.selection.judging.Question;
import io.sluice.selection.promotion.AdapterRegistry;
import io.sluice.selection.promotion.Exam;
import io.sluice.selection.promotion.Stage;
import io.sluice.selection.promotion.Work;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.work.ArtefactStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Does what a comparison says is next. What comes to nothing is told of its run alone. */
public final class Trials implements Doer<ComparisonEvent, Task> {

    private static final String ACTOR = "comparison";
    /** The same questions in all comparisons of one set. */
    private static final long DRAW = 1;

    private final Work work;
    private final AdapterRegistry registry;
    private final Exam exam;
    private final Likelihoods likelihoods;
    private final Choices choices;
    private final String worker;
    private final Clock clock;

    /** @param worker who does it, in facts */
    public Trials(Work work, AdapterRegistry registry, Exam exam, Likelihoods likelihoods, DataSets sets, ArtefactStore artefacts, JsonMapper mapper,
            String worker, Clock clock) {
        this.work = work;
        this.registry = registry;
        this.exam = exam;
        this.likelihoods = likelihoods;
        this.choices = new Choices(sets, artefacts, mapper);
        this.worker = worker;
        this.clock = clock;
    }

    @Override
    public Outcome<ComparisonEvent> run(String comparison, Task task) throws InterruptedException {
        try {
            Stage<ComparisonEvent> stage = switch (task) {
                case Task.Check it -> check(comparison, it.request());
                case Task.Select it -> select(comparison, it);
                case Task.Train it -> train(comparison, it);
                case Task.Judge it -> judge(comparison, it);
                case Task.Conclude it -> conclude(comparison, it.comparison());
                case Task.Clear it -> clear(comparison, it.comparison());
            };
            return switch (stage) {
                case Stage.Done<ComparisonEvent>(ComparisonEvent fact) -> new Outcome.Told<>(fact);
                case Stage.Waiting<ComparisonEvent>(Pipeline.Reason reason) -> new Outcome.Waiting<>(reason);
                case Stage.Failed<ComparisonEvent>(Pipeline.Reason reason) -> new Outcome.Told<>(failed(comparison, task, reason, now()));
            };
        } catch (IOException failure) {
            return new Outcome.Waiting<>(new Pipeline.Reason(task.step(), "files_failed", null, "files can't be read: " + failure.getMessage()));
        }
    }

    private ComparisonEvent failed(String comparison, Task task, Pipeline.Reason reason, Instant at) {
        String run = run(task);
        return run == null ? new ComparisonEvent.Failed(comparison, worker, reason, at)
                : new ComparisonEvent.RunFailed(comparison, worker, run, reason, at);
    }

    /** Null where it is of no run alone. */
    private static @Nullable String run(Task task) {
        return switch (task) {
            case Task.Select it -> it.run();
            case Task.Train it -> it.run();
            case Task.Judge it -> it.run();
            case Task.Check it -> null;
            case Task.Conclude it -> null;
            case Task.Clear it -> null;
        };
    }

    @Override
    public PipelineStep step(Task task) {
        return task.step();
    }

    @Override
    public Optional<ComparisonEvent> delayed(String comparison, Task task, Pipeline.Reason reason, Instant at) {
        return task instanceof Task.Clear ? Optional.empty() : Optional.of(new ComparisonEvent.Delayed(comparison, worker, run(task), reason, at));
    }

    @Override
    public Optional<ComparisonEvent> resumed(String comparison, Task task, Instant at) {
        return task instanceof Task.Clear ? Optional.empty() : Optional.of(new ComparisonEvent.Resumed(comparison, worker, run(task), at));
    }

    @Override
    public Optional<ComparisonEvent> givenUp(String comparison, Task task, Pipeline.Reason reason, Instant at) {
        return task instanceof Task.Clear ? Optional.empty() : Optional.of(failed(comparison, task, reason, at));
    }

    /** What all runs need is looked for before any begins. */
    private Stage<ComparisonEvent> check(String comparison, ComparisonRequest request) throws IOException, InterruptedException {
        Judging judging = request.judging();
        if (request.training() == null || judging == null) {
            return new Stage.Done<>(new ComparisonEvent.Checked(comparison, worker, 0, now()));
        }
        if (registry.state(comparison) instanceof AdapterRegistry.Reply.Away(String why)) {
            return new Stage.Waiting<>(new Pipeline.Reason(PipelineStep.CHECK, "registry_away", "training", why));
        }
        try {
            likelihoods.of(request.training().base(), List.of(new Likelihoods.Passage("", "a")));
        } catch (SelectorException refused) {
            return refused(PipelineStep.CHECK, "training.base", refused);
        }
        return questions(judging).then(drawn -> work.apart(drawn, List.of(),
                request.selection(request.entries().getFirst(), request.budgets().getFirst(), 1), "").then(apart ->
                        new Stage.Done<>(new ComparisonEvent.Checked(comparison, worker, drawn.size(), now()))));
    }

    private Stage<List<Question>> questions(Judging judging) throws IOException {
        return work.draw(judging.heldOut(), Work.HELD_OUT, judging.itemsMax(), DRAW);
    }

    private Stage<ComparisonEvent> select(String comparison, Task.Select task) throws IOException, InterruptedException {
        return work.select(task.job(), task.request(), task.actor(), field -> ComparisonRequest.field(task.entry(), field))
                .then(job -> new Stage.Done<>(new ComparisonEvent.Selected(comparison, worker, task.run(), choice(task.of(), job), now())));
    }

    private Choice choice(ComparisonRequest request, SelectionJob job) throws IOException {
        SelectionResult result = Objects.requireNonNull(job.result());
        return new Choice(result.dataSet(), result.lineage(), result.selected(),
                request.wanted() == null ? null : (Double) choices.precision(result, request.wanted()), job.cpuSeconds());
    }

    private Stage<ComparisonEvent> train(String comparison, Task.Train task) throws IOException, InterruptedException {
        return work.train(task.job(), task.actor()).then(candidate -> switch (registry.state(task.run())) {
            case AdapterRegistry.Reply.State(var state) -> {
                AdapterManifest.Training training = state.find(candidate.version()).map(each -> each.manifest().training()).orElse(null);
                yield new Stage.Done<>(new ComparisonEvent.Trained(comparison, worker, task.run(), candidate,
                        training == null ? null : training.cpuSeconds(), now()));
            }
            case AdapterRegistry.Reply.Absent none -> waits("adapter_not_found", "the registry does not know the adapter " + task.run());
            case AdapterRegistry.Reply.Refused(String code, String message) -> waits(code, message);
            case AdapterRegistry.Reply.Away(String why) -> waits("registry_away", why);
        });
    }

    private static Stage<ComparisonEvent> waits(String code, String message) {
        return new Stage.Waiting<>(new Pipeline.Reason(PipelineStep.TRAIN, code, null, message));
    }

    private Stage<ComparisonEvent> judge(String comparison, Task.Judge task) throws IOException, InterruptedException {
        Judging judging = Objects.requireNonNull(task.request().judging());
        return questions(judging).then(drawn -> exam.ask(task.model(), drawn, judging.match(), judging.tokensMax()).then(marks ->
                score(task.model(), drawn, marks).then(score ->
                        new Stage.Done<>(new ComparisonEvent.Judged(comparison, worker, task.run(), score, now())))));
    }

    private Stage<Score> score(String model, List<Question> questions, Exam.Marks marks) {
        try {
            Losses.Loss loss = new Losses(likelihoods).of(model, questions);
            String answers = marks.right().stream().map(right -> right ? "1" : "0").collect(Collectors.joining());
            int right = (int) marks.right().stream().filter(each -> each).count();
            return new Stage.Done<>(new Score(loss.nats(), loss.tokens(), questions.size(), right, marks.refused(), answers));
        } catch (SelectorException refused) {
            return refused(PipelineStep.JUDGE, null, refused);
        }
    }

    private static <T> Stage<T> refused(PipelineStep step, @Nullable String field, SelectorException refused) {
        Pipeline.Reason reason = new Pipeline.Reason(step, refused.code().label(), field, String.valueOf(refused.getMessage()));
        return refused.passing() ? new Stage.Waiting<>(reason) : new Stage.Failed<>(reason);
    }

    private Stage<ComparisonEvent> conclude(String comparison, Comparison now) throws IOException {
        if (now.progress().done() == 0) {
            Run first = now.runs().getFirst();
            return new Stage.Failed<>(new Pipeline.Reason(PipelineStep.JUDGE, "all_runs_failed", null, "none of " + now.progress().of()
                    + " runs ended well; the first one: " + (first.error() == null ? "" : first.error().message())));
        }
        return new Stage.Done<>(new ComparisonEvent.Completed(comparison, worker, Findings.of(now, choices.overlaps(now)), now()));
    }

    /** Jobs first, so that no adapter comes after those there are. */
    private Stage<ComparisonEvent> clear(String comparison, Comparison ended) throws IOException, InterruptedException {
        List<String> retired = new ArrayList<>();
        for (Run run : ended.runs()) {
            work.stopSelecting(run.selection(), ACTOR);
        }
        for (Run run : ended.runs()) {
            if (run.training() != null && run.choice() != null) {
                switch (retired(run)) {
                    case Stage.Done<Optional<String>>(Optional<String> version) -> version.ifPresent(retired::add);
                    case Stage.Waiting<Optional<String>>(Pipeline.Reason reason) -> {
                        return new Stage.Waiting<>(reason);
                    }
                    case Stage.Failed<Optional<String>>(Pipeline.Reason reason) -> {
                        return new Stage.Waiting<>(reason);
                    }
                }
            }
        }
        return new Stage.Done<>(new ComparisonEvent.Cleared(comparison, worker, retired, now()));
    }

    private Stage<Optional<String>> retired(Run run) throws IOException, InterruptedException {
        String adapter = run.adapter();
        Stage<Optional<String>> made = adapter != null ? new Stage.Done<>(Optional.of(adapter.substring(adapter.indexOf('@') + 1)))
                : work.stopTraining(Objects.requireNonNull(run.training()), ACTOR, PipelineStep.TRAIN);
        return made.then(version -> version.isEmpty() ? new Stage.Done<>(version)
                : work.retire(run.id(), version.get(), PipelineStep.TRAIN, "the comparison that it was made for has ended")
                        .then(is -> new Stage.Done<>(version.filter(each -> is).map(each -> run.id() + "@" + each))));
    }

    /** To the microsecond, which every reader keeps. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
