package io.sluice.workflow.execution;

import io.sluice.contracts.workflow.PolicyEvaluation;
import io.sluice.workflow.definition.Difference;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.SchedulerSpec;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.evaluation.Candidate;
import io.sluice.workflow.scheduling.evaluation.Evaluation;
import io.sluice.workflow.scheduling.evaluation.Evaluator;
import io.sluice.workflow.scheduling.evaluation.Interval;
import io.sluice.workflow.scheduling.evaluation.Promotion;
import io.sluice.workflow.scheduling.planning.Graph;
import io.sluice.workflow.scheduling.policy.Schedulers;
import io.sluice.workflow.scheduling.value.Values;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges what shall go live by runs that were logged of what is in force (off-policy evaluation). Both are counted in the candidate's
 * prices and value, so that their difference means something. Pure; seconds of work where there are thousands of runs.
 */
public final class PolicyTrial {

    /**
     * Logged runs can tell what another scheduler would have chosen, what its choices are worth in other prices, and what runs had come to
     * where other rules would have ended them: nothing else.
     */
    private static final Set<String> TOLD_BY_LOGS = Set.of("/scheduler", "/prices", "/value", "/stop");
    private static final String GAIN = "gain";
    private static final SchedulerSpec MODEL = new SchedulerSpec("q-learning", List.of(), List.of(), Map.of());
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** What is judged. */
    public sealed interface Wanted {

        /** A workflow as another version would have it. One that learns is judged with what the other half of the runs taught it. */
        record Version(Workflow workflow) implements Wanted {
        }

        /**
         * The scheduler in force with these values, without what the half of the runs that is judged taught them.
         *
         * @param values as {@link Policies#learn} writes them
         * @param at     when they were made: no run that ended later is in them
         */
        record Known(@Nullable String values, Instant at) implements Wanted {
        }
    }

    /** What came of it. */
    public sealed interface Outcome {

        record Judged(PolicyEvaluation evaluation) implements Outcome {
        }

        /** @param pointers what differs and can't be told by runs of what is in force */
        record Incomparable(List<String> pointers, String message) implements Outcome {
        }

        /** There is no run to judge by. */
        record Unlogged(String message) implements Outcome {
        }

        /** What is wanted has no meaning here. */
        record Meaningless(String message) implements Outcome {
        }
    }

    private final Workflow inForce;
    private final Function<LoggedRun.Terms, Stream<LoggedRun>> log;

    /**
     * @param inForce what the runs were scheduled by
     * @param log     its runs that ended, newest first, held against what they are asked for
     */
    public PolicyTrial(Workflow inForce, Function<LoggedRun.Terms, Stream<LoggedRun>> log) {
        this.inForce = inForce;
        this.log = log;
    }

    /** @param tolerance what a run may lose at most */
    public Outcome judge(Wanted wanted, double tolerance) {
        return switch (wanted) {
            case Wanted.Version version -> judge(version.workflow(), tolerance);
            case Wanted.Known known -> judge(known, tolerance);
        };
    }

    private Outcome judge(Workflow candidate, double tolerance) {
        List<String> differences = Difference.between(inForce, candidate);
        // The rule weighs what was learned up to each run in prices and value, so it can't be asked again.
        boolean gain = candidate.stop().stream().anyMatch(rule -> rule.kind().equals(GAIN))
                && differences.stream().anyMatch(Set.of("/prices", "/value", "/stop")::contains);
        List<String> untold = Stream.concat(differences.stream().filter(pointer -> !TOLD_BY_LOGS.contains(pointer)), gain ? Stream.of("/stop") : Stream.of())
                .toList();
        if (!untold.isEmpty()) {
            return new Outcome.Incomparable(untold, "runs of the version in force can't tell what a change of " + String.join(", ", untold) + " would do");
        }
        List<LoggedRun> runs = runs(candidate);
        List<Episode> usable = Evaluator.usable(episodes(runs));
        if (usable.isEmpty()) {
            return unlogged(runs);
        }
        boolean learns = Schedulers.learns(candidate.scheduler());
        Graph graph = Graph.of(candidate);
        return judged(candidate, runs, learns ? Candidate.learning(candidate, graph, usable)
                : Candidate.of(Schedulers.of(candidate, graph, Values.EMPTY)), learns ? "crossed" : "none", tolerance);
    }

    private Outcome judge(Wanted.Known known, double tolerance) {
        if (!Schedulers.learns(inForce.scheduler())) {
            return new Outcome.Meaningless("the scheduler in force, " + inForce.scheduler().kind() + ", chooses the same whatever is known");
        }
        if (Schedulers.online(inForce.scheduler())) {
            return new Outcome.Meaningless("values that were learned online can't be parted from the runs that taught them");
        }
        List<LoggedRun> runs = runs(inForce);
        List<Episode> usable = Evaluator.usable(episodes(runs));
        if (usable.isEmpty()) {
            return unlogged(runs);
        }
        Set<String> taught = runs.stream().filter(run -> !run.endedAt().isAfter(known.at())).map(run -> run.episode().run()).collect(Collectors.toSet());
        Values values = known.values() == null ? Values.EMPTY : MAPPER.readValue(known.values(), Values.class);
        return judged(inForce, runs, Candidate.knowing(inForce, Graph.of(inForce), values, usable, episode -> taught.contains(episode.run())), "parted",
                tolerance);
    }

    /** Oldest first: the order in which they were learned from. */
    private List<LoggedRun> runs(Workflow terms) {
        boolean samePrices = terms.prices().equals(inForce.prices());
        return log.apply(new LoggedRun.Terms(samePrices ? null : terms.prices(), terms.limits().cost(), terms.verifier() != null,
                terms.stop().equals(inForce.stop()) ? null : terms)).toList().reversed();
    }

    private static List<Episode> episodes(List<LoggedRun> runs) {
        return runs.stream().map(LoggedRun::episode).toList();
    }

    private Outcome unlogged(List<LoggedRun> runs) {
        long unjudged = runs.stream().filter(run -> run.episode().solved() == null).count();
        return new Outcome.Unlogged(runs.isEmpty() ? "no run of the version in force has ended that is still kept"
                : "none of " + runs.size() + " ended runs can be used: of " + unjudged + " nobody knows whether they solved their task, and in "
                        + (runs.size() - unjudged) + " a model made a choice, which has no propensity");
    }

    private static Outcome judged(Workflow terms, List<LoggedRun> runs, Candidate candidate, String fit, double tolerance) {
        Map<String, Double> earned = runs.stream().collect(Collectors.toMap(run -> run.episode().run(),
                run -> (Boolean.TRUE.equals(run.solved()) ? terms.value() : 0) - run.price()));
        Evaluation evaluation = new Evaluator(terms.scheduledBy(MODEL), Graph.of(terms)).evaluate(candidate, episodes(runs),
                episode -> Objects.requireNonNull(earned.get(episode.run())));
        String verdict;
        String reason;
        switch (Promotion.of(evaluation, tolerance)) {
            case Promotion.Granted granted -> {
                verdict = PolicyEvaluation.GRANTED;
                reason = String.format(Locale.ROOT, "a run earns %.4g more than in force, within %.4g and %.4g with a confidence of %.0f %%",
                        granted.gain().mean(), granted.gain().low(), granted.gain().high(), Interval.CONFIDENCE * 100);
            }
            case Promotion.Refused refused -> {
                verdict = PolicyEvaluation.REFUSED;
                reason = refused.reason();
            }
        }
        return new Outcome.Judged(new PolicyEvaluation(evaluation.runs(), evaluation.unusable(), fit, Interval.CONFIDENCE, range(evaluation.earned()),
                range(evaluation.perDecision()), range(evaluation.doublyRobust()), range(evaluation.gain()), finite(evaluation.guaranteed()),
                evaluation.effective(), evaluation.largest(), evaluation.uncovered(), evaluation.doubts(), tolerance, verdict, reason));
    }

    private static PolicyEvaluation.Range range(Interval interval) {
        return new PolicyEvaluation.Range(interval.mean(), finite(interval.low()), finite(interval.high()));
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
