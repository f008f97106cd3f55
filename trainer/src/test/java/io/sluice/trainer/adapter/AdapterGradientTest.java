package io.sluice.trainer.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.trainer.adapter.HeadAdaptation.Head;
import io.sluice.trainer.model.AdaptedLlama;
import io.sluice.trainer.model.Adaptation;
import io.sluice.trainer.model.Batch;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.NaiveLlama;
import io.sluice.trainer.model.NaiveLlama.Extras;
import io.sluice.trainer.model.ParameterLayout;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import io.sluice.trainer.model.Tiny;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loss and derivatives of every kind of adapter against {@link NaiveLlama}, into which plain loops put the adapter. */
class AdapterGradientTest {

    private static final double DELTA = 1e-5;
    private static final ParameterLayout LAYOUT = new ParameterLayout(Tiny.SHAPE);
    private static final int WIDTH = Tiny.SHAPE.width();
    private static final Batch BATCH = Tiny.batch(6);
    private static final float[] WEIGHTS = Tiny.weights(5);

    /** @param naive the loss of the adapter's parameters */
    record Kind(String name, Adaptation adaptation, ToDoubleFunction<double[]> naive) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(lora(), prompt(), decomposedPrompt(3), decomposedPrompt(9), factors(), offsets(), delta(), ia3());
    }

    private static double[] weights() {
        double[] all = new double[WEIGHTS.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = WEIGHTS[i];
        }
        return all;
    }

    /** Some targets of a block, all of one, none of another. */
    private static Kind lora() {
        List<Tensor> targets = LAYOUT.tensors().stream()
                .filter(tensor -> tensor.name().matches(".*(layers.0.*(q|v|down)_proj|layers.1.*(k|gate|up|o)_proj).weight"))
                .toList();
        LoraAdaptation adaptation = new LoraAdaptation(targets, 2, 3);
        return new Kind("lora", adaptation, parameters -> {
            double[] weights = weights();
            for (LoraAdaptation.Factors each : adaptation.factors()) {
                Tensor w = each.target();
                for (int row = 0; row < w.rows(); row++) {
                    for (int column = 0; column < w.columns(); column++) {
                        for (int k = 0; k < 2; k++) {
                            weights[w.offset() + row * w.columns() + column] += 1.5
                                    * parameters[each.offsetB() + row * 2 + k]
                                    * parameters[each.offset() + k * w.columns() + column];
                        }
                    }
                }
            }
            return NaiveLlama.loss(Tiny.SHAPE, weights, Extras.NONE, BATCH);
        });
    }

    private static double[][] rows(double[] values, int from, int rows, int columns) {
        double[][] matrix = new double[rows][columns];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, from + row * columns, matrix[row], 0, columns);
        }
        return matrix;
    }

    private static Kind prompt() {
        return new Kind("soft prompt", PromptAdaptation.plain(WIDTH, 3), parameters -> NaiveLlama.loss(
                Tiny.SHAPE, weights(),
                new Extras(rows(parameters, 0, 3, WIDTH), new double[0][], new double[0][], new double[0][]), BATCH));
    }

    /** @param positions fewer or more than the sequences have */
    private static Kind decomposedPrompt(int positions) {
        return new Kind("dept " + positions, new PromptAdaptation(WIDTH, 2, positions, 2, 0.7, 10), parameters -> {
            double[][] a = rows(parameters, 2 * WIDTH, positions, 2);
            double[][] b = rows(parameters, 2 * WIDTH + 2 * positions, 2, WIDTH);
            double[][] changes = new double[positions][WIDTH];
            for (int p = 0; p < positions; p++) {
                for (int i = 0; i < WIDTH; i++) {
                    changes[p][i] = 0.7 / Math.sqrt(2) * (a[p][0] * b[0][i] + a[p][1] * b[1][i]);
                }
            }
            return NaiveLlama.loss(Tiny.SHAPE, weights(),
                    new Extras(rows(parameters, 0, 2, WIDTH), changes, new double[0][], new double[0][]), BATCH);
        });
    }

    private static final List<Head> HEADS = List.of(new Head(0, 1), new Head(1, 0), new Head(1, 3));

    private static double[][] byLayer(double[] parameters, int from) {
        int size = Tiny.SHAPE.headSize();
        double[][] all = new double[Tiny.SHAPE.layers()][Tiny.SHAPE.heads() * size];
        for (int i = 0; i < HEADS.size(); i++) {
            System.arraycopy(parameters, from + i * size, all[HEADS.get(i).layer()], HEADS.get(i).head() * size, size);
        }
        return all;
    }

    private static Kind factors() {
        return new Kind("lofit's factors", HeadAdaptation.factors(Tiny.SHAPE, HEADS, 0.02), parameters -> {
            double penalty = 0;
            for (double parameter : parameters) {
                penalty += 0.02 * Math.abs(parameter);
            }
            return penalty + NaiveLlama.loss(Tiny.SHAPE, weights(),
                    new Extras(new double[0][], new double[0][], byLayer(parameters, 0), new double[0][]), BATCH);
        });
    }

    private static Kind offsets() {
        return new Kind("lofit's offsets beside factors", HeadAdaptation.offsets(Tiny.SHAPE, HEADS, 2), parameters -> NaiveLlama.loss(
                Tiny.SHAPE, weights(),
                new Extras(new double[0][], new double[0][], byLayer(parameters, 0),
                        byLayer(parameters, HEADS.size() * Tiny.SHAPE.headSize())), BATCH));
    }

    private static Kind delta() {
        return new Kind("all weights", new DeltaAdaptation(LAYOUT, null), parameters -> {
            double[] weights = weights();
            for (int i = 0; i < weights.length; i++) {
                weights[i] += parameters[i];
            }
            return NaiveLlama.loss(Tiny.SHAPE, weights, Extras.NONE, BATCH);
        });
    }

    /** Rows of keys and values, columns of the down projections. */
    private static Kind ia3() {
        FactorMethod ia3 = new FactorMethod(new Base("tiny", "", Tiny.SHAPE, WEIGHTS), AdapterPlan.usual(AdapterKind.IA3, 1));
        return new Kind("ia3", ia3, parameters -> {
            double[] weights = weights();
            int at = 0;
            for (Tensor w : LAYOUT.tensors().stream().filter(tensor -> tensor.name().matches(".*(k_proj|v_proj|down_proj).weight")).toList()) {
                boolean down = w.name().endsWith("down_proj.weight");
                for (int i = 0; i < w.size(); i++) {
                    weights[w.offset() + i] *= parameters[at + (down ? i % w.columns() : i / w.columns())];
                }
                at += down ? w.columns() : w.rows();
            }
            return NaiveLlama.loss(Tiny.SHAPE, weights, Extras.NONE, BATCH);
        });
    }

    private static float[] random(int size) {
        SplittableRandom random = new SplittableRandom(size);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (0.3 * random.nextGaussian());
        }
        return values;
    }

    private static AdaptedLlama model(Kind kind, float[] parameters) {
        return new AdaptedLlama(Tiny.SHAPE, WEIGHTS, kind.adaptation(), AdaptedLlama.State.initial(parameters));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyDerivativeIsTheSlope(Kind kind) {
        float[] parameters = random(kind.adaptation().size());
        double[] point = new double[parameters.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = parameters[i];
        }
        try (AdaptedLlama model = model(kind, parameters)) {
            assertThat((double) model.loss(BATCH)).isCloseTo(kind.naive().applyAsDouble(point), within(1e-5));
            float[] gradient = model.gradient(BATCH);
            double scale = 0;
            double error = 0;
            for (int i = 0; i < point.length; i++) {
                double middle = point[i];
                point[i] = middle + DELTA;
                double above = kind.naive().applyAsDouble(point);
                point[i] = middle - DELTA;
                double below = kind.naive().applyAsDouble(point);
                point[i] = middle;
                double slope = (above - below) / (2 * DELTA);
                scale = Math.max(scale, Math.abs(slope));
                error = Math.max(error, Math.abs(slope - gradient[i]));
            }
            assertThat(scale).as("largest slope").isPositive();
            assertThat(error / scale).as("largest error over largest slope").isLessThan(1e-4);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void decodingWithTheCacheGivesWhatAWholePassGives(Kind kind) {
        try (AdaptedLlama model = model(kind, random(kind.adaptation().size()))) {
            int[] tokens = {3, 1, 4};
            int[] greedy = model.greedy(List.of(tokens), -1, 8).getFirst();
            for (int next : greedy) {
                float[] last = model.logits(tokens)[tokens.length - 1];
                for (float logit : last) {
                    assertThat(logit).isLessThanOrEqualTo(last[next] + 1e-5f);
                }
                tokens = java.util.Arrays.copyOf(tokens, tokens.length + 1);
                tokens[tokens.length - 1] = next;
            }
        }
    }

    /** Zeros, or ones where numbers are factors. A soft prompt changes the answer whatever its numbers are; nothing else does. */
    @ParameterizedTest
    @MethodSource("kinds")
    void anAdapterThatSaysNothingIsTheModelItself(Kind kind) {
        int[] tokens = {1, 4, 4, 0, 10, 7};
        float[] nothing = new float[kind.adaptation().size()];
        java.util.Arrays.fill(nothing, kind.adaptation() instanceof FactorMethod ? 1 : 0);
        try (AdaptedLlama model = model(kind, nothing);
                LlamaModel bare = LlamaModel.of(Tiny.SHAPE, WEIGHTS)) {
            boolean same = java.util.Arrays.deepEquals(model.logits(tokens), bare.logits(tokens));
            assertThat(same).isEqualTo(!(kind.adaptation() instanceof PromptAdaptation));
        }
    }
}
