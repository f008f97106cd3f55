package io.sluice.selection.promotion;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.selection.job.Doer;
import io.sluice.selection.job.Outcome;
import io.sluice.selection.judging.Question;
import io.sluice.selection.pipeline.Action;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Does what a pipeline says is next. */
public final class Steps implements Doer<PipelineEvent, Action> {

    private final Work work;
    private final AdapterRegistry registry;
    private final Rollout rollout;
    private final Judge judge;
    private final String worker;
    private final Clock clock;

    /**
     * @param askedAtOnce questions on their way to models
     * @param worker      who does it, in facts
     */
    public Steps(Work work, AdapterRegistry registry, Answerer answerer, int askedAtOnce, String worker, Clock clock) {
        this.work = work;
        this.registry = registry;
        this.rollout = new Rollout(registry, work, worker);
        this.judge = new Judge(new Exam(answerer, askedAtOnce));
        this.worker = worker;
        this.clock = clock;
    }

    @Override
    public Outcome<PipelineEvent> run(String pipeline, Action action) throws InterruptedException {
        try {
            return switch (action) {
                case Action.Check it -> told(pipeline, check(pipeline, it.request()));
                case Action.Select it -> told(pipeline, select(pipeline, it));
                case Action.Train it -> told(pipeline, train(pipeline, it));
                case Action.Judge it -> told(pipeline, judge(pipeline, it));
                case Action.Reject it -> new Outcome.Told<>(new PipelineEvent.Rejected(pipeline, worker, it.reason(), now()));
                case Action.OpenCanary it -> rollout.open(pipeline, it, now());
                case Action.WatchCanary it -> rollout.watch(pipeline, it, now());
                case Action.Promote it -> rollout.promote(pipeline, it, now());
                case Action.Clear it -> rollout.clear(pipeline, it, now());
                case Action.RollBack it -> rollout.rollBack(pipeline, it, now());
            };
        } catch (IOException failure) {
            return waits(action.step(), "files_failed", "files can't be read: " + failure.getMessage());
        }
    }

    @Override
    public PipelineStep step(Action action) {
        return action.step();
    }

    @Override
    public Optional<PipelineEvent> delayed(String pipeline, Action action, Pipeline.Reason reason, Instant at) {
        return forced(action) ? Optional.empty() : Optional.of(new PipelineEvent.Delayed(pipeline, worker, reason, at));
    }

    @Override
    public Optional<PipelineEvent> resumed(String pipeline, Action action, Instant at) {
        return forced(action) ? Optional.empty() : Optional.of(new PipelineEvent.Resumed(pipeline, worker, action.step(), at));
    }

    @Override
    public Optional<PipelineEvent> givenUp(String pipeline, Action action, Pipeline.Reason reason, Instant at) {
        return forced(action) ? Optional.empty() : Optional.of(new PipelineEvent.Failed(pipeline, worker, reason, at));
    }

    /** An end has to be cleared and a promotion taken back however long it takes. */
    private static boolean forced(Action action) {
        return action instanceof Action.Clear || action instanceof Action.RollBack;
    }

    private Stage<PipelineEvent> check(String pipeline, PipelineRequest request) throws IOException, InterruptedException {
        return heldOut(request).then(asked -> others(request).then(besides -> work.apart(asked, besides, request.selection(), "selection.").then(apart ->
                new Stage.Done<>(new PipelineEvent.Checked(pipeline, worker, asked.size(), besides.size(), now())))));
    }

    private Stage<List<Question>> heldOut(PipelineRequest request) throws IOException {
        return work.draw(request.judging().heldOut(), Work.HELD_OUT, request.judging().itemsMax(), request.selection().seed());
    }

    private Stage<List<Question>> others(PipelineRequest request) throws IOException {
        return request.judging().others() == null ? new Stage.Done<>(List.of())
                : work.draw(request.judging().others(), Work.OTHERS, request.judging().itemsMax(), request.selection().seed());
    }

    private Stage<PipelineEvent> select(String pipeline, Action.Select action) throws IOException, InterruptedException {
        return work.select(action.job(), action.request().selection(), action.actor(), field -> field == null ? "selection" : "selection." + field).then(job -> new Stage.Done<>(
                new PipelineEvent.Selected(pipeline, worker, job.id(), Objects.requireNonNull(job.result()), now())));
    }

    private Stage<PipelineEvent> train(String pipeline, Action.Train action) throws IOException, InterruptedException {
        return work.train(action.job(), action.actor()).then(candidate ->
                new Stage.Done<>(new PipelineEvent.Trained(pipeline, worker, candidate, now())));
    }

    private Stage<PipelineEvent> judge(String pipeline, Action.Judge action) throws IOException, InterruptedException {
        PipelineRequest request = action.request();
        return switch (registry.state(request.adapter())) {
            case AdapterRegistry.Reply.State(var state) -> {
                String base = request.training().base();
                String active = state.active();
                String incumbent = active == null ? base : state.find(active).map(each -> each.manifest().base().name()).orElse(base)
                        + ":" + request.adapter() + "@" + active;
                String candidate = base + ":" + request.adapter() + "@" + action.candidate();
                yield heldOut(request).then(asked -> others(request).then(besides -> judge.judge(request.judging(), candidate, incumbent, asked,
                        request.judging().others() == null ? null : besides).then(judgement ->
                                new Stage.Done<>(new PipelineEvent.Judged(pipeline, worker, active, judgement, now())))));
            }
            case AdapterRegistry.Reply.Absent none ->
                    Work.failed(PipelineStep.JUDGE, "adapter_not_found", "adapter", "the registry does not know the adapter any more");
            case AdapterRegistry.Reply.Refused(String code, String message) -> Work.waits(PipelineStep.JUDGE, code, message);
            case AdapterRegistry.Reply.Away(String why) -> Work.waits(PipelineStep.JUDGE, "registry_away", why);
        };
    }

    private Outcome<PipelineEvent> told(String pipeline, Stage<PipelineEvent> stage) {
        return switch (stage) {
            case Stage.Done<PipelineEvent>(PipelineEvent fact) -> new Outcome.Told<>(fact);
            case Stage.Waiting<PipelineEvent>(Pipeline.Reason reason) -> new Outcome.Waiting<>(reason);
            case Stage.Failed<PipelineEvent>(Pipeline.Reason reason) ->
                    new Outcome.Told<>(new PipelineEvent.Failed(pipeline, worker, reason, now()));
        };
    }

    static Outcome<PipelineEvent> waits(PipelineStep step, String code, String message) {
        return new Outcome.Waiting<>(new Pipeline.Reason(step, code, null, message));
    }

    /** To the microsecond, which every reader keeps. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
