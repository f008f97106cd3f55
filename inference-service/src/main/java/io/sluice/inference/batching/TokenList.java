package io.sluice.inference.batching;

import java.util.Arrays;

/** Token ids, growing. */
final class TokenList {

    private int[] ids = new int[64];
    private int size;

    int size() {
        return size;
    }

    void add(int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size * 2);
        }
        ids[size++] = id;
    }

    int get(int index) {
        return ids[index];
    }

    void clear() {
        size = 0;
    }
}
