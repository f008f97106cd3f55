package io.sluice.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Derivatives against central differences of {@link NaiveLlama}, which shares no code with the model. */
class GradientTest {

    private static final double DELTA = 1e-5;

    private final float[] weights = Tiny.weights(5);
    private final Batch batch = Tiny.batch(6);

    private static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    @Test
    void theLossIsThatOfPlainLoops() {
        try (LlamaModel model = LlamaModel.of(Tiny.SHAPE, weights)) {
            assertThat((double) model.loss(batch))
                    .isCloseTo(NaiveLlama.loss(Tiny.SHAPE, doubles(weights), batch), within(1e-5));
            double rows = 0;
            for (float row : model.losses(batch)) {
                rows += row;
            }
            double weight = 0;
            for (float each : batch.weights()) {
                weight += each;
            }
            assertThat(rows / weight).as("rows together").isCloseTo(model.loss(batch), within(1e-5));
        }
    }

    @Test
    void theLogitsAreThoseOfPlainLoops() {
        int[] tokens = {1, 4, 4, 0, 10, 7};
        try (LlamaModel model = LlamaModel.of(Tiny.SHAPE, weights)) {
            float[][] logits = model.logits(tokens);
            double[][] expected = new NaiveLlama(Tiny.SHAPE, doubles(weights)).logits(tokens);
            for (int t = 0; t < tokens.length; t++) {
                assertThat(doubles(logits[t])).containsExactly(expected[t], within(1e-4));
            }
        }
    }

    /** One test for every weight: each reaches the loss by other operations. */
    @TestFactory
    Stream<DynamicTest> everyDerivativeIsTheSlope() {
        float[] gradient;
        try (LlamaModel model = LlamaModel.of(Tiny.SHAPE, weights)) {
            gradient = model.gradient(batch);
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (ParameterLayout.Tensor tensor : new ParameterLayout(Tiny.SHAPE).tensors()) {
            tests.add(DynamicTest.dynamicTest(tensor.name(), () -> compare(tensor, gradient)));
        }
        return tests.stream();
    }

    private void compare(ParameterLayout.Tensor tensor, float[] gradient) {
        double[] point = doubles(weights);
        double scale = 0;
        double error = 0;
        for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
            double middle = point[i];
            point[i] = middle + DELTA;
            double above = NaiveLlama.loss(Tiny.SHAPE, point, batch);
            point[i] = middle - DELTA;
            double below = NaiveLlama.loss(Tiny.SHAPE, point, batch);
            point[i] = middle;
            double slope = (above - below) / (2 * DELTA);
            scale = Math.max(scale, Math.abs(slope));
            error = Math.max(error, Math.abs(slope - gradient[i]));
        }
        assertThat(scale).as("largest slope").isPositive();
        assertThat(error / scale).as("largest error over largest slope").isLessThan(1e-4);
    }
}
