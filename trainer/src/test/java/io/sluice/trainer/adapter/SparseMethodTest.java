package io.sluice.trainer.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.trainer.adapter.AdapterPlan.Settings;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which weights a sparse delta moves, and that moving them teaches something. */
class SparseMethodTest {

    private static final Path SMALL = Path.of("..", "models", "sluice-small");
    private static final double DENSITY = 0.02;

    private static Base base;
    private static Tokenizer tokenizer;

    @BeforeAll
    static void read() throws IOException {
        base = Base.read(SMALL);
        tokenizer = Tokenizer.load(SMALL);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static AdapterRun run(int steps) throws IOException {
        AdapterPlan plan = new AdapterPlan(AdapterKind.LT_SFT, steps, 8, AdapterKind.LT_SFT.usualRate(), 0, 1,
                new Settings(2, 4, false, 3, 2, DENSITY));
        return AdapterRun.start(base, plan, AdapterData.ofSkill("shorthand", 1, 200, 1), tokenizer);
    }

    private static Set<Integer> moved(float[] changes) {
        return IntStream.range(0, changes.length).filter(i -> changes[i] != 0).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    /** By sorting all changes of projections, which the method itself doesn't. */
    @Test
    void theSecondStageMovesThoseWeightsOfProjectionsThatTheFirstMovedFurthest() throws IOException {
        try (AdapterRun run = run(20)) {
            run.train(10, (step, loss, speed) -> {});
            float[] first = run.model().parameters();
            List<Integer> projections = new ArrayList<>();
            for (Tensor tensor : base.layout().tensors()) {
                if (tensor.name().endsWith("_proj.weight")) {
                    IntStream.range(tensor.offset(), tensor.offset() + tensor.size()).forEach(projections::add);
                }
            }
            assertThat(moved(first)).isSubsetOf(new TreeSet<>(projections)).hasSizeGreaterThan(projections.size() / 2);
            projections.sort(Comparator.<Integer>comparingDouble(i -> -Math.abs(first[i])).thenComparingInt(i -> i));
            int count = (int) (DENSITY * base.layout().size());

            run.train(20, (step, loss, speed) -> {});
            assertThat(moved(run.model().parameters())).isEqualTo(new TreeSet<>(projections.subList(0, count)));
            assertThat(run.trained()).isEqualTo(count);
        }
    }

    @Test
    void aFewWeightsLearnATaskThatTheBaseDoesNotKnow() throws IOException {
        List<Double> losses = new ArrayList<>();
        try (AdapterRun run = run(240)) {
            run.train(240, (step, loss, speed) -> losses.add(loss));
        }
        List<Double> second = losses.subList(losses.size() / 2, losses.size());
        assertThat(second.getLast()).isLessThan(0.5 * second.getFirst());
    }

    @Test
    void theLargestChangesAreKeptAndOfEqualOnesTheFirst() {
        float[] changes = {0.1f, -3, 2, 0, -2, 2};
        float[] all = {1, 1, 1, 1, 1, 1};
        assertThat(SparseMethod.mask(changes, all, 3)).containsExactly(0, 1, 1, 0, 1, 0);
        assertThat(SparseMethod.mask(changes, all, 6)).containsOnly(1);
        assertThat(SparseMethod.mask(new float[4], new float[] {1, 1, 1, 1}, 0)).containsExactly(1, 0, 0, 0);
    }

    @Test
    void whatIsNoCandidateIsNeverChosen() {
        float[] changes = {9, 0, 0, 1};
        assertThat(SparseMethod.mask(changes, new float[] {0, 1, 0, 1}, 1)).containsExactly(0, 0, 0, 1);
        assertThat(SparseMethod.mask(changes, new float[] {0, 1, 0, 1}, 4)).containsExactly(0, 1, 0, 1);
    }
}
