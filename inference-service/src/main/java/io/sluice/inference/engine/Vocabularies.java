package io.sluice.inference.engine;

import java.util.Arrays;

/** Compares what token ids mean. */
public final class Vocabularies {

    private Vocabularies() {
    }

    /** Every id has the same bytes and the same name in both models, and both have the same number of them. */
    public static boolean alike(LanguageModel one, LanguageModel other) {
        int size = one.info().vocabularySize();
        Tokenizer first = one.tokenizer();
        Tokenizer second = other.tokenizer();
        if (first == second || size != other.info().vocabularySize()) {
            return size == other.info().vocabularySize();
        }
        for (int id = 0; id < size; id++) {
            if (!Arrays.equals(first.bytesOf(id), second.bytesOf(id)) || !first.nameOf(id).equals(second.nameOf(id))) {
                return false;
            }
        }
        return true;
    }
}
