package io.sluice.workflow.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.Spending;
import io.sluice.contracts.workflow.StepDecision;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The step that is being done, or waits to be done again.
 *
 * @param undoes      number of the step that this one undoes
 * @param decision    absent: it undoes another
 * @param requestedAt when somebody was asked to do this attempt
 * @param deadline    of this attempt
 * @param failures    attempts that failed
 * @param losses      attempts of whose worker nothing was heard any more
 * @param retryAt     when it is done again
 * @param attention   the effect that a person is asked about
 * @param outcomes    JSON text of effects that are done, by key
 * @param intended    effects that some worker was allowed to do, and of which no outcome is known
 * @param charged     effects that failed attempts were charged for: the step pays once for each
 * @param spent       by attempts that failed
 * @param owed        what effects used that are done and nobody was charged for; absent: nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CurrentStep(
        int step,
        String agent,
        @Nullable Integer undoes,
        @Nullable StepDecision decision,
        int attempt,
        Instant scheduledAt,
        Instant requestedAt,
        Instant deadline,
        int failures,
        int losses,
        @Nullable Instant retryAt,
        @Nullable String attention,
        Map<String, String> outcomes,
        List<String> intended,
        List<String> charged,
        Spending spent,
        @Nullable List<CallUse> owed) {

    static CurrentStep first(int step, String agent, @Nullable Integer undoes, @Nullable StepDecision decision, Instant deadline, Instant at) {
        return new CurrentStep(step, agent, undoes, decision, 1, at, at, deadline, 0, 0, null, null, Map.of(), List.of(), List.of(), Spending.NONE, null);
    }

    CurrentStep again(int next, boolean lost, Instant newDeadline, Instant at) {
        return new CurrentStep(step, agent, undoes, decision, next, scheduledAt, at, newDeadline, failures, losses + (lost ? 1 : 0), null, null,
                outcomes, intended, charged, spent, owed);
    }

    CurrentStep failed(List<CallUse> uses, Spending more, @Nullable Instant retry) {
        return new CurrentStep(step, agent, undoes, decision, attempt, scheduledAt, requestedAt, deadline, failures + 1, losses, retry, null,
                outcomes, intended, charged(uses), spent.plus(more), null);
    }

    CurrentStep stuck(String effect, List<CallUse> uses, Spending more) {
        return new CurrentStep(step, agent, undoes, decision, attempt, scheduledAt, requestedAt, deadline, failures, losses, null, effect,
                outcomes, intended, charged(uses), spent.plus(more), null);
    }

    CurrentStep intending(String effect) {
        return withEffects(outcomes, Stream.concat(intended.stream(), Stream.of(effect)).distinct().toList(), attention, retryAt);
    }

    /** With an outcome, whoever waits for a person because of this effect waits no longer. */
    CurrentStep recorded(String effect, String outcome, @Nullable CallUse use, Instant at) {
        Map<String, String> more = new TreeMap<>(outcomes);
        more.put(effect, outcome);
        boolean solved = effect.equals(attention);
        return withEffects(Collections.unmodifiableMap(more), without(effect), solved ? null : attention, solved ? at : retryAt).owing(use);
    }

    private CurrentStep owing(@Nullable CallUse use) {
        return use == null ? this : new CurrentStep(step, agent, undoes, decision, attempt, scheduledAt, requestedAt, deadline, failures, losses,
                retryAt, attention, outcomes, intended, charged, spent, Stream.concat(owing().stream(), Stream.of(use)).toList());
    }

    List<CallUse> owing() {
        return owed == null ? List.of() : owed;
    }

    CurrentStep notHappened(String effect, Instant at) {
        return withEffects(outcomes, without(effect), null, at);
    }

    private List<String> without(String effect) {
        return intended.stream().filter(each -> !each.equals(effect)).toList();
    }

    private CurrentStep withEffects(Map<String, String> newOutcomes, List<String> newIntended, @Nullable String stuck, @Nullable Instant retry) {
        return new CurrentStep(step, agent, undoes, decision, attempt, scheduledAt, requestedAt, deadline, failures, losses, retry, stuck,
                newOutcomes, newIntended, charged, spent, owed);
    }

    private List<String> charged(List<CallUse> uses) {
        return Stream.concat(charged.stream(), uses.stream().map(CallUse::effect)).distinct().toList();
    }
}
