package io.sluice.inference.decoding.constraint.grammar;

import io.sluice.inference.decoding.constraint.automaton.Terminal;
import io.sluice.inference.decoding.constraint.vocabulary.TerminalTokens;
import io.sluice.inference.decoding.constraint.vocabulary.TokenTrie;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.util.Arrays;

/** When the end is near: which tokens leave something that can be completed in time. */
final class SteeredMasks {

    /** More tokens than this are read together, along the trie. */
    private static final int ONE_BY_ONE = 8_000;

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

    /**
     * @param after how many tokens may follow
     * @param tokens may follow, budget aside; those after which the text can't be completed in time are taken out
     */
    void resolve(Configuration from, int after, long[] tokens, int count) {
        long[] open = tokens.clone();
        Arrays.fill(tokens, 0);
        int left = after < 0 ? 0 : count - settlePlain(from, after, open, tokens);
        if (left > ONE_BY_ONE) {
            alongTheTrie(from, after, open, tokens);
        } else if (left > 0) {
            oneByOne(from, after, open, tokens);
        }
    }

    /** Within one terminal that plain tokens leave in the same state, one answer holds for all of them. */
    private int settlePlain(Configuration from, int after, long[] open, long[] tokens) {
        if (from.keys.length != 1) {
            return 0;
        }
        Terminal terminal = machine.grammar().terminal(Configuration.node(from.keys[0]));
        TerminalTokens known = vocabulary.tokens(terminal, Configuration.state(from.keys[0]));
        if (!known.hasPlain() || machine.next(from, 'a') != from) {
            return 0;
        }
        boolean inTime = inTime(from, after);
        long[] plain = new long[open.length];
        known.markPlain(plain);
        int settled = 0;
        for (int i = 0; i < open.length; i++) {
            plain[i] &= open[i];
            settled += Long.bitCount(plain[i]);
            open[i] &= ~plain[i];
            tokens[i] |= inTime ? plain[i] : 0;
        }
        return settled;
    }

    private void oneByOne(Configuration from, int after, long[] open, long[] tokens) {
        for (int i = 0; i < open.length; i++) {
            for (long word = open[i]; word != 0; word &= word - 1) {
                int bit = Long.numberOfTrailingZeros(word);
                Configuration next = machine.next(from, vocabulary.bytes(i * 64 + bit));
                if (next != null && inTime(next, after)) {
                    tokens[i] |= 1L << bit;
                }
            }
        }
    }

    private void alongTheTrie(Configuration from, int after, long[] open, long[] tokens) {
        TokenTrie trie = vocabulary.trie();
        long[] found = new long[open.length];
        path[0] = from;
        int node = 1;
        while (node < trie.size()) {
            int depth = trie.depth(node);
            Configuration next = machine.nextKept(path[depth - 1], trie.value(node));
            if (next == null) {
                node = trie.end(node);
                continue;
            }
            path[depth] = next;
            if (trie.hasTokens(node) && inTime(next, after)) {
                trie.mark(node, found);
            }
            machine.fuel().burn(1);
            node++;
        }
        Arrays.fill(path, null);
        for (int i = 0; i < open.length; i++) {
            tokens[i] |= found[i] & open[i];
        }
    }

    private boolean inTime(Configuration next, int after) {
        return next.bytesToEnd() <= after || fewest.of(next, after) <= after;
    }
}
