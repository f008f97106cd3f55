package io.sluice.selection.comparison;

import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.ComparisonFindings;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.ComparisonRequest.Entry;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.SelectionRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A comparison and what is told of it when all goes well. */
final class Given {

    static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    static final String ID = "cmp_1";
    static final Amount SMALL = Amount.ofShare(0.05);
    static final Amount LARGE = Amount.ofRows(500);

    private Given() {
    }

    /** DSIR and random, trained and asked. */
    static ComparisonRequest request(List<Long> seeds, List<Amount> budgets) {
        return new ComparisonRequest("pool", "target", List.of(Entry.of("dsir"), Entry.of("random")), seeds, budgets, SelectionRequest.Duplicates.EXACT,
                List.of(), null, new ComparisonRequest.Wanted("kind", "sum"), PipelineRequest.Training.usual("base", 30),
                ComparisonRequest.Judging.usual("questions"));
    }

    static ComparisonFold fold(ComparisonRequest request, List<ComparisonEvent> facts) {
        ComparisonFold fold = new ComparisonFold();
        fold.apply(new ComparisonEvent.Requested(ID, request, "ops", AT));
        facts.forEach(fold::apply);
        return fold;
    }

    /** Which each run has to have its own. */
    static Comparison.Choice choice(String run, double precision) {
        return new Comparison.Choice("rows-" + run, "lineage-" + run, 10, precision, 0.5);
    }

    /** Answers as ones and zeros. */
    static Comparison.Score score(double loss, String answers) {
        return new Comparison.Score(loss, 3L * answers.length(), answers.length(), (int) answers.chars().filter(each -> each == '1').count(), 0, answers);
    }

    /** What is told when it goes well, by whoever does it. */
    static ComparisonEvent well(Task task, Instant at) {
        return switch (task) {
            case Task.Check it -> new ComparisonEvent.Checked(ID, "w", 10, at);
            case Task.Select it -> new ComparisonEvent.Selected(ID, "w", it.run(), choice(it.run(), 0.75), at);
            case Task.Train it -> new ComparisonEvent.Trained(ID, "w", it.run(), new Pipeline.Candidate("1", "ab", it.job().id(), Map.of()), 2.0, at);
            case Task.Judge it -> new ComparisonEvent.Judged(ID, "w", it.run(), score(1.5, "1100"), at);
            case Task.Conclude it -> new ComparisonEvent.Completed(ID, "w", new ComparisonFindings(List.of(), List.of()), at);
            case Task.Clear it -> new ComparisonEvent.Cleared(ID, "w", List.of(), at);
        };
    }
}
