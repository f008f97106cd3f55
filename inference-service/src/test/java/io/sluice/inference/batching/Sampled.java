package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.SampleReport;
import io.sluice.contracts.routing.SamplePlan;
import io.sluice.inference.decoding.samples.Contest;
import io.sluice.inference.decoding.samples.Ending;
import io.sluice.inference.decoding.samples.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** What a request for samples has to answer: each sample alone, to its end, and then the pick. */
record Sampled(SamplePlan plan, List<Answer> alone) {

    static Sampled of(GenerateRequest request, Function<GenerateRequest, Answer> engine) {
        SamplePlan plan = Objects.requireNonNull(request.plan().dials().samples());
        List<Answer> alone = new ArrayList<>();
        for (int i = 0; i < plan.count(); i++) {
            alone.add(engine.apply(Requests.sampleAlone(request, i)));
        }
        return new Sampled(plan, alone);
    }

    static SampleReport report(Answer answer) {
        return Objects.requireNonNull(Objects.requireNonNull(answer.routing()).samples());
    }

    int tokensOfAll() {
        return alone.stream().mapToInt(answer -> Objects.requireNonNull(answer.usage()).completionTokens()).sum();
    }

    /** The answer is one sample's, to the last log-probability, and the one that the plan picks. */
    void matches(Answer answer) {
        assertThat(answer.failure()).isNull();
        SampleReport report = report(answer);
        assertThat(answer.choices()).containsExactly(alone.get(report.chosen()).choices().getFirst());
        assertThat(report.chosen()).isEqualTo(picked());
        assertThat(report.pick()).isEqualTo(plan.pick());
        assertThat(report.count()).isEqualTo(plan.count());
        assertThat(report.tokens()).isEqualTo(Objects.requireNonNull(answer.usage()).completionTokens()).isLessThanOrEqualTo(tokensOfAll());
        Verdict inStep = inStep();
        assertThat(new Verdict(report.chosen(), report.finished(), report.votes())).isEqualTo(inStep);
    }

    private Verdict inStep() {
        Contest contest = new Contest(plan);
        for (int i = 0; i < alone.size(); i++) {
            contest.ended(ending(i));
        }
        return Objects.requireNonNull(contest.verdict());
    }

    private int picked() {
        List<Ending> voters = new ArrayList<>();
        for (int i = 0; i < alone.size(); i++) {
            if (ending(i).answer() != null) {
                voters.add(ending(i));
            }
        }
        if (voters.isEmpty()) {
            return 0;
        }
        if (plan.pick() == SamplePlan.Pick.FIRST_FINISH) {
            return voters.stream().min(Comparator.comparingInt(Ending::tokens).thenComparingInt(Ending::sample)).orElseThrow().sample();
        }
        Map<String, Integer> votes = new TreeMap<>();
        voters.forEach(ending -> votes.merge(Objects.requireNonNull(ending.answer()), 1, Integer::sum));
        int most = votes.values().stream().max(Integer::compare).orElseThrow();
        String won = Objects.requireNonNull(voters.stream().filter(ending -> votes.get(ending.answer()) == most).findFirst().orElseThrow().answer());
        // Of those who agree, the first that had ended when it was known; who that is, is the contest's own matter.
        int chosen = inStep().chosen();
        assertThat(ending(chosen).answer()).isEqualTo(won);
        return chosen;
    }

    private Ending ending(int sample) {
        Answer.Choice choice = alone.get(sample).choices().getFirst();
        boolean byItself = choice.reason() != FinishReason.LENGTH;
        int tokens = Objects.requireNonNull(alone.get(sample).usage()).completionTokens();
        return new Ending(sample, tokens, byItself ? Ending.finalAnswer(choice.text()) : null);
    }
}
