package io.sluice.inference.decoding.constraint.grammar;

import io.sluice.inference.decoding.constraint.vocabulary.TokenTrie;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.util.Arrays;

/** Masks when the end is near: every token is read out, and allowed when what it leaves can be completed in time. */
final class SteeredMasks {

    private final StackMachine machine;
    private final Vocabulary vocabulary;
    private final FewestTokens fewest;
    private final Configuration[] path;

    SteeredMasks(StackMachine machine, Vocabulary vocabulary) {
        this.machine = machine;
        this.vocabulary = vocabulary;
        this.fewest = new FewestTokens(machine, vocabulary);
        this.path = new Configuration[vocabulary.trie().deepest() + 1];
    }

    FewestTokens fewest() {
        return fewest;
    }

    /** @param after how many tokens may follow the one that is masked */
    void fill(Configuration configuration, int after, long[] mask) {
        Arrays.fill(mask, 0);
        if (configuration.mayEnd()) {
            vocabulary.markEnds(mask);
        }
        if (after < 0) {
            return;
        }
        TokenTrie trie = vocabulary.trie();
        path[0] = configuration;
        int node = 1;
        while (node < trie.size()) {
            int depth = trie.depth(node);
            Configuration next = machine.nextKept(path[depth - 1], trie.value(node));
            if (next == null) {
                node = trie.end(node);
                continue;
            }
            path[depth] = next;
            if (trie.hasTokens(node) && (next.bytesToEnd() <= after || fewest.of(next, after) <= after)) {
                trie.mark(node, mask);
            }
            machine.fuel().burn(1);
            node++;
        }
        Arrays.fill(path, null);
    }
}
