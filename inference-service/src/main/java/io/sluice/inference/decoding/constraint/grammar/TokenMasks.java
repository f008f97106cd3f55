package io.sluice.inference.decoding.constraint.grammar;

import io.sluice.inference.decoding.constraint.automaton.Terminal;
import io.sluice.inference.decoding.constraint.vocabulary.TerminalTokens;
import io.sluice.inference.decoding.constraint.vocabulary.TrieWalk;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which tokens may follow a configuration.
 *
 * <p>A token may follow a set of stacks when it may follow one of them. For one stack, the tokens that stay within the
 * terminal on top are known for the terminal's state alone ({@link Vocabulary#tokens}, shared by all requests); where the
 * terminal may end within a longer token, only the subtree of the trie below that place is read on with what lies on the
 * stack. Cost: one pass over the mask's words plus the nodes of those subtrees. Not thread-safe.
 */
public final class TokenMasks {

    private static final int KEPT = 128;

    private record Place(Frames stacks, int node) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && place.stacks == stacks && place.node == node;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(stacks) * 31 + node;
        }
    }

    private record Mask(long[] bits, long bytesToEndMax) {}

    private final StackMachine machine;
    private final Vocabulary vocabulary;
    private final SteeredMasks steered;
    private final TrieWalk walk = new TrieWalk();
    private final Map<Configuration, Mask> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final Set<Place> seen = new HashSet<>();
    private long bytesToEndMax;

    public TokenMasks(StackMachine machine, Vocabulary vocabulary) {
        this.machine = machine;
        this.vocabulary = vocabulary;
        this.steered = new SteeredMasks(machine, vocabulary);
    }

    /**
     * Writes the tokens that may follow.
     *
     * @param tokensLeft how many tokens the text may still get, this one included; only tokens after which it can be
     *     completed within the rest are allowed, provided {@link #fewestTokens} of the configuration is not more
     * @param mask of {@link Vocabulary#words} words; overwritten
     */
    public void fill(Configuration configuration, int tokensLeft, long[] mask) {
        machine.fuel().refill();
        Mask plain = kept.get(configuration);
        if (plain == null) {
            plain = compute(configuration);
            kept.put(configuration, plain);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        if (plain.bytesToEndMax <= tokensLeft - 1L) {
            System.arraycopy(plain.bits, 0, mask, 0, mask.length);
        } else {
            steered.fill(configuration, tokensLeft - 1, mask);
        }
    }

    /** Tokens in which the configuration can certainly be completed, see {@link FewestTokens}. */
    public int fewestTokens(Configuration configuration, int most) {
        machine.fuel().refill();
        return steered.fewest().of(configuration, most);
    }

    private Mask compute(Configuration configuration) {
        long[] bits = new long[vocabulary.words()];
        seen.clear();
        bytesToEndMax = 0;
        for (int i = 0; i < configuration.keys.length; i++) {
            Terminal terminal = machine.grammar().terminal(Configuration.node(configuration.keys[i]));
            int state = Configuration.state(configuration.keys[i]);
            Frames below = configuration.below[i];
            TerminalTokens tokens = vocabulary.tokens(terminal, state);
            machine.fuel().burn(1);
            tokens.mark(bits);
            if (!tokens.isEmpty()) {
                reach((long) tokens.gain() + terminal.remaining(state), below);
            }
            for (int exit : tokens.exits()) {
                readOn(exit, below, bits);
            }
        }
        if (configuration.mayEnd()) {
            vocabulary.markEnds(bits);
        }
        return new Mask(bits, bytesToEndMax);
    }

    private void reach(long remaining, Frames below) {
        bytesToEndMax = Math.max(bytesToEndMax, remaining + below.bytes);
    }

    /** A terminal ended at this node of the trie, inside of tokens: reads the subtree on with what lies below. */
    private void readOn(int node, Frames stacks, long[] bits) {
        if (!seen.add(new Place(stacks, node))) {
            return;
        }
        Configuration next = machine.expand(stacks);
        for (int i = 0; i < next.keys.length; i++) {
            Terminal terminal = machine.grammar().terminal(Configuration.node(next.keys[i]));
            vocabulary.mark(node, terminal, Configuration.state(next.keys[i]), walk, bits);
            machine.fuel().burn(1 + walk.visited());
            if (walk.remainingMax() >= 0) {
                reach(walk.remainingMax(), next.below[i]);
            }
            for (int exit : walk.exits()) {
                readOn(exit, next.below[i], bits);
            }
        }
    }
}
