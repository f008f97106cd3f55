package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** Keys and values of one batch of equally long sequences, by layer; grows with every forward pass that is given it. */
final class KeyValueCache {

    private final @Nullable NDArray[] keys;
    private final @Nullable NDArray[] values;
    private int length;

    KeyValueCache(int layers) {
        keys = new NDArray[layers];
        values = new NDArray[layers];
    }

    /** Positions held. */
    int length() {
        return length;
    }

    void advance(int positions) {
        length += positions;
    }

    /** @param key {@code [batch·kvHeads, headSize, time]} */
    NDArray appendKey(int layer, NDArray key) {
        NDArray held = keys[layer];
        NDArray joined = held == null ? key : held.concat(key, 2);
        keys[layer] = joined;
        return joined;
    }

    /** @param value {@code [batch·kvHeads, time, headSize]} */
    NDArray appendValue(int layer, NDArray value) {
        NDArray held = values[layer];
        NDArray joined = held == null ? value : held.concat(value, 1);
        values[layer] = joined;
        return joined;
    }
}
