package io.sluice.trainer.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sluice.trainer.model.AdaptedLlama;
import io.sluice.trainer.model.Batch;
import io.sluice.trainer.model.NaiveLlama;
import io.sluice.trainer.model.NaiveLlama.Extras;
import io.sluice.trainer.model.ParameterLayout;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import io.sluice.trainer.model.Tiny;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loss and derivatives against {@link NaiveLlama}, into which plain loops put the averaged adapters. */
class MixtureAdaptationTest {

    private static final int RANK = 2;
    private static final float[] WEIGHTS = Tiny.weights(5);
    private static final Batch BATCH = Tiny.batch(6);
    private static final List<Tensor> TARGETS = new ParameterLayout(Tiny.SHAPE).tensors().stream()
            .filter(tensor -> tensor.name().matches(".*(layers.0.*(q|v|down)_proj|layers.1.*(k|gate|up|o)_proj).weight")).toList();

    private static LoraFolder lora(int rank, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, LoraFolder.Factors> factors = new HashMap<>();
        for (Tensor target : TARGETS) {
            factors.put(target.name(), new LoraFolder.Factors(numbers(rank * target.columns(), random), numbers(target.rows() * rank, random)));
        }
        return new LoraFolder("task" + seed, "sha" + seed, rank, factors);
    }

    private static float[] numbers(int count, SplittableRandom random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (0.5 * random.nextGaussian());
        }
        return numbers;
    }

    private static double loss(List<LoraFolder> library, int heads, double[] logits) {
        double[] weights = new double[WEIGHTS.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = WEIGHTS[i];
        }
        for (int t = 0; t < TARGETS.size(); t++) {
            Tensor w = TARGETS.get(t);
            for (int row = 0; row < w.rows(); row++) {
                for (int column = 0; column < w.columns(); column++) {
                    for (int k = 0; k < RANK; k++) {
                        double a = 0;
                        double b = 0;
                        for (int e = 0; e < library.size(); e++) {
                            LoraFolder.Factors factors = library.get(e).factors().get(w.name());
                            a += share(logits, t, column * heads / w.columns(), e, heads, library.size()) * factors.a()[k * w.columns() + column];
                            b += share(logits, t, row * heads / w.rows(), e, heads, library.size()) * factors.b()[row * RANK + k];
                        }
                        weights[w.offset() + row * w.columns() + column] += a * b;
                    }
                }
            }
        }
        return NaiveLlama.loss(Tiny.SHAPE, weights, Extras.NONE, BATCH);
    }

    private static double share(double[] logits, int target, int head, int e, int heads, int adapters) {
        int first = (target * heads + head) * adapters;
        double sum = 0;
        for (int j = 0; j < adapters; j++) {
            sum += 1 / (1 + Math.exp(-logits[first + j]));
        }
        return 1 / (1 + Math.exp(-logits[first + e])) / sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void lossAndDerivativesAreThoseOfPlainLoops(int heads) {
        List<LoraFolder> library = List.of(lora(RANK, 1), lora(RANK, 2), lora(RANK, 3));
        MixtureAdaptation adaptation = new MixtureAdaptation(TARGETS, library, heads);
        float[] logits = numbers(adaptation.size(), new SplittableRandom(4));
        double[] exact = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            exact[i] = logits[i];
        }
        try (AdaptedLlama model = new AdaptedLlama(Tiny.SHAPE, WEIGHTS, adaptation, AdaptedLlama.State.initial(logits))) {
            assertThat((double) model.loss(BATCH)).isCloseTo(loss(library, heads, exact), within(1e-4));
            float[] gradient = model.gradient(BATCH);
            for (int i = 0; i < logits.length; i += 5) {
                double[] more = exact.clone();
                double[] less = exact.clone();
                more[i] += 1e-5;
                less[i] -= 1e-5;
                double slope = (loss(library, heads, more) - loss(library, heads, less)) / 2e-5;
                assertThat((double) gradient[i]).as("logit %d", i).isCloseTo(slope, within(1e-3 * (Math.abs(slope) + 0.1)));
            }
        }
    }

    @Test
    void adaptersThatDifferInRankCantBeAveraged() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MixtureAdaptation(TARGETS, List.of(lora(2, 1), lora(3, 2)), 1))
                .withMessageContaining("different ranks");
        assertThatIllegalArgumentException().isThrownBy(() -> new MixtureAdaptation(TARGETS, List.of(lora(2, 1)), 5))
                .withMessageContaining("can't be cut into 5 heads");
    }
}
