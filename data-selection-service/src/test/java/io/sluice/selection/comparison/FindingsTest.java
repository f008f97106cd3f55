package io.sluice.selection.comparison;

import static io.sluice.selection.comparison.Given.AT;
import static io.sluice.selection.comparison.Given.ID;
import static io.sluice.selection.comparison.Given.LARGE;
import static io.sluice.selection.comparison.Given.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.ComparisonFindings;
import io.sluice.contracts.selection.ComparisonFindings.AgainstRandom;
import io.sluice.contracts.selection.ComparisonFindings.Overlap;
import io.sluice.contracts.selection.ComparisonFindings.Summary;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineStep;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class FindingsTest {

    private static void run(List<ComparisonEvent> facts, String run, double precision, double loss, String answers) {
        facts.add(new ComparisonEvent.Selected(ID, "w", run, Given.choice(run, precision), AT));
        facts.add(new ComparisonEvent.Trained(ID, "w", run, new Pipeline.Candidate("1", "ab", run, Map.of()), null, AT));
        facts.add(new ComparisonEvent.Judged(ID, "w", run, Given.score(loss, answers), AT));
    }

    private static ComparisonFindings of(List<Long> seeds, List<ComparisonEvent> facts) {
        return Findings.of(Given.fold(Given.request(seeds, List.of(SMALL)), facts).view(), List.of());
    }

    @Test
    void figuresAreMeansOverSeedsWithStudentsIntervals() {
        List<ComparisonEvent> facts = new ArrayList<>();
        run(facts, "cmp_1-1-1-1", 0.8, 1.0, "1111100000");
        run(facts, "cmp_1-2-1-1", 0.1, 2.0, "0000000000");
        run(facts, "cmp_1-1-1-2", 1.0, 1.5, "1111110000");
        run(facts, "cmp_1-2-1-2", 0.1, 2.0, "1000000000");
        ComparisonFindings findings = of(List.of(1L, 2L), facts);

        assertThat(findings.summaries()).extracting(Summary::entry).containsExactly("dsir", "random");
        Summary dsir = findings.summaries().getFirst();
        // t of 0.975 with one degree is 12.706; the standard error of 0.8 and 1.0 is 0.1.
        assertThat(dsir.precision()).satisfies(mean -> {
            assertThat(mean.mean()).isCloseTo(0.9, within(1e-12));
            assertThat(mean.high()).isCloseTo(0.9 + 1.2706, within(1e-3));
            assertThat(mean.runs()).isEqualTo(2);
        });
        assertThat(dsir.loss().mean()).isEqualTo(1.25);
        assertThat(dsir.accuracy().mean()).isCloseTo(0.55, within(1e-12));
        assertThat(dsir.cpuSeconds().mean()).isEqualTo(0.5);
        AgainstRandom against = dsir.againstRandom();
        assertThat(against.gain().mean()).isCloseTo(0.5, within(1e-12));
        assertThat(against.loss().mean()).isCloseTo(0.75, within(1e-12));
        assertThat(findings.summaries().getLast().againstRandom()).isNull();
    }

    /** Five won and none lost: one in thirty-two. Of two seeds twice the mean of 1/32 each. */
    @Test
    void anEntryIsHeldAgainstRandomByMcNemarsExactTest() {
        List<ComparisonEvent> facts = new ArrayList<>();
        run(facts, "cmp_1-1-1-1", 1, 1.0, "1111100000");
        run(facts, "cmp_1-2-1-1", 0, 1.0, "0000000000");
        AgainstRandom one = of(List.of(7L), facts).summaries().getFirst().againstRandom();
        assertThat(one.pValue()).isCloseTo(1.0 / 32, within(1e-12));
        assertThat(one.better()).isTrue();
        assertThat(one.seeds().getFirst()).satisfies(seed -> {
            assertThat(seed.seed()).isEqualTo(7);
            assertThat(seed.paired().won()).isEqualTo(5);
            assertThat(seed.paired().gainAtLeast()).isBetween(0.0, 0.5);
        });

        run(facts, "cmp_1-1-1-2", 1, 1.0, "1111100001");
        run(facts, "cmp_1-2-1-2", 0, 1.0, "0000000001");
        AgainstRandom two = of(List.of(7L, 8L), facts).summaries().getFirst().againstRandom();
        assertThat(two.pValue()).isCloseTo(2.0 / 32, within(1e-12));
        assertThat(two.better()).isFalse();
        assertThat(Findings.together(List.of(0.9, 0.8, 0.9))).isEqualTo(1);
    }

    @Test
    void runsThatFailedAreLeftOutAndAnEntryWithoutAnyIsToo() {
        List<ComparisonEvent> facts = new ArrayList<>();
        run(facts, "cmp_1-1-1-1", 0.8, 1.0, "10");
        Pipeline.Reason no = new Pipeline.Reason(PipelineStep.TRAIN, "diverged", null, "no");
        List.of("cmp_1-1-1-2", "cmp_1-2-1-1", "cmp_1-2-1-2").forEach(run -> facts.add(new ComparisonEvent.RunFailed(ID, "w", run, no, AT)));
        ComparisonFindings findings = of(List.of(1L, 2L), facts);
        assertThat(findings.summaries()).hasSize(1).first().satisfies(summary -> {
            assertThat(summary.runs()).isEqualTo(1);
            assertThat(summary.againstRandom()).isNull();
        });
    }

    @Test
    void overlapsAreThoseOfTheSetsOnAverageOverSeeds() {
        SplittableRandom random = new SplittableRandom(1);
        for (int run = 0; run < 50; run++) {
            long[] one = random.longs(random.nextInt(40), 0, 50).distinct().toArray();
            long[] other = random.longs(random.nextInt(40), 0, 50).distinct().toArray();
            Set<Long> both = LongStream.of(one).boxed().collect(Collectors.toSet());
            Set<Long> either = new HashSet<>(both);
            both.retainAll(LongStream.of(other).boxed().toList());
            LongStream.of(other).forEach(either::add);
            Map<String, BitSet> none = Map.of("a", new BitSet(), "b", new BitSet());

            List<Overlap> overlaps = Findings.overlaps(LARGE, List.of(Map.of("a", bits(one), "b", bits(other)), none, Map.of("a", bits(one))));
            assertThat(overlaps).hasSize(1).first().satisfies(overlap -> {
                assertThat(overlap.shared()).isEqualTo(both.size() / 2.0);
                assertThat(overlap.jaccard()).isCloseTo(0.5 + (either.isEmpty() ? 1 : (double) both.size() / either.size()) / 2, within(1e-12));
            });
        }
    }

    private static BitSet bits(long[] ordinals) {
        BitSet bits = new BitSet();
        LongStream.of(ordinals).forEach(each -> bits.set((int) each));
        return bits;
    }

    @Test
    void aChartHasAMarkForEachRunAndIsXml() throws Exception {
        for (int budgets = 1; budgets <= 2; budgets++) {
            ComparisonFold fold = Given.fold(Given.request(List.of(1L, 2L, 3L), List.of(SMALL, LARGE).subList(0, budgets)), List.of());
            while (!(fold.next().get("") instanceof Task.Conclude)) {
                fold.apply(Given.well(fold.next().values().iterator().next(), AT));
            }
            Comparison comparison = fold.view();
            for (Figure figure : Figure.values()) {
                assertThat(figure.knownOf(comparison)).isTrue();
                String svg = figure.svg(comparison);
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
                assertThat(svg.split("class=\"seen\"")).as(figure.label()).hasSize(1 + 6 * budgets);
                assertThat(svg.split("class=\"bar\"")).hasSize(budgets == 1 ? 3 : 1);
                assertThat(svg).contains(">dsir</text>", ">random</text>").contains(budgets == 1 ? "5 % chosen" : ">500 rows</text>");
            }
        }
    }
}
