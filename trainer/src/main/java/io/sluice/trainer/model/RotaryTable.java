package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Rotary position embedding (Su et al. 2021) in the Hugging Face layout: dimension i turns with dimension i + d/2 by
 * the angle position·θ^(−2i/d).
 *
 * <p>Arrays passed in are {@code [batch, time, heads, headSize]}.
 */
final class RotaryTable {

    private final NDArray cos;
    private final NDArray sin;

    /** Angles of positions {@code [start, start + length)}. */
    RotaryTable(NDManager manager, ModelShape shape, int start, int length) {
        int half = shape.headSize() / 2;
        float[] cosines = new float[length * half];
        float[] sines = new float[length * half];
        for (int t = 0; t < length; t++) {
            for (int i = 0; i < half; i++) {
                double angle = (start + t) / StrictMath.pow(shape.ropeTheta(), 2.0 * i / shape.headSize());
                cosines[t * half + i] = (float) StrictMath.cos(angle);
                sines[t * half + i] = (float) StrictMath.sin(angle);
            }
        }
        cos = manager.create(cosines, new Shape(length, 1, half));
        sin = manager.create(sines, new Shape(length, 1, half));
    }

    NDArray turn(NDArray heads) {
        NDList halves = heads.split(2, 3);
        NDArray first = halves.get(0);
        NDArray second = halves.get(1);
        NDArray turnedFirst = first.mul(cos).sub(second.mul(sin));
        NDArray turnedSecond = second.mul(cos).add(first.mul(sin));
        return turnedFirst.concat(turnedSecond, 3);
    }
}
