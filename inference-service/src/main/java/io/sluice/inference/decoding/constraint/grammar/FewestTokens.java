package io.sluice.inference.decoding.constraint.grammar;

import io.sluice.inference.decoding.constraint.automaton.Terminal;
import io.sluice.inference.decoding.constraint.vocabulary.TokenTrie;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * In how many tokens a text can certainly be completed: the fewest that spell its canonical completion, which is the
 * smallest (byte by byte) among the shortest ones.
 *
 * <p>The rest of a canonical completion is the canonical completion of what was reached, so after one token of the best
 * spelling exactly one token less is needed: once a budget suffices, some allowed token keeps it sufficient. A completion
 * with more bytes but fewer tokens may exist; it is not looked for.
 */
final class FewestTokens {

    private static final int UNREACHABLE = Integer.MAX_VALUE / 2;

    /** Bytes of a completion beyond which none is spelt. */
    private static final int TEXT_MAX = 4 * ShortestTexts.LONGEST;

    private final StackMachine machine;
    private final Vocabulary vocabulary;

    FewestTokens(StackMachine machine, Vocabulary vocabulary) {
        this.machine = machine;
        this.vocabulary = vocabulary;
    }

    /**
     * @param most more than that is not computed
     * @return the number, exact when at most {@code most}, else something larger than {@code most}
     */
    int of(Configuration from, int most) {
        int longest = Math.max(1, vocabulary.trie().deepest());
        long atLeast = (from.bytesToEnd() + longest - 1L) / longest;
        if (atLeast > most || from.bytesToEnd() > TEXT_MAX) {
            return UNREACHABLE;
        }
        if (from.fewestTokens < 0) {
            compute(from);
        }
        return from.fewestTokens;
    }

    private void compute(Configuration from) {
        List<Configuration> path = new ArrayList<>();
        byte[] text = new byte[from.bytesToEnd()];
        Configuration current = from;
        path.add(current);
        while (current.bytesToEnd() > 0) {
            int value = firstByte(current);
            text[path.size() - 1] = (byte) value;
            Configuration next = machine.next(current, value);
            if (next == null || next.bytesToEnd() != current.bytesToEnd() - 1) {
                throw new IllegalStateException("a shortest completion is not one");
            }
            path.add(next);
            current = next;
        }
        spell(path, text);
    }

    private void spell(List<Configuration> path, byte[] text) {
        TokenTrie trie = vocabulary.trie();
        int[] fewest = new int[path.size()];
        for (int i = path.size() - 2; i >= 0; i--) {
            fewest[i] = UNREACHABLE;
            int node = 0;
            for (int j = i; j < text.length; j++) {
                node = trie.child(node, text[j] & 255);
                if (node < 0) {
                    break;
                }
                if (trie.hasTokens(node)) {
                    fewest[i] = Math.min(fewest[i], 1 + fewest[j + 1]);
                }
            }
            machine.fuel().burn(1);
        }
        for (int i = 0; i < fewest.length; i++) {
            path.get(i).fewestTokens = fewest[i];
        }
    }

    /** The smallest byte that begins one of the shortest completions. */
    private int firstByte(Configuration from) {
        int goal = from.bytesToEnd() - 1;
        int best = 256;
        for (int i = 0; i < from.keys.length; i++) {
            int inTerminal = goal - from.below[i].bytes;
            if (inTerminal < 0) {
                continue;
            }
            Terminal terminal = machine.grammar().terminal(Configuration.node(from.keys[i]));
            int state = Configuration.state(from.keys[i]);
            if (terminal.continuation(state) != inTerminal + 1) {
                continue;
            }
            for (int value = 0; value < best; value++) {
                int next = terminal.next(state, value);
                if (next != Terminal.DEAD && terminal.remaining(next) == inTerminal) {
                    best = value;
                }
            }
        }
        return best;
    }
}
