package io.sluice.inference.decoding.constraint.grammar;

import io.sluice.inference.decoding.constraint.automaton.Terminal;
import io.sluice.inference.decoding.constraint.vocabulary.TerminalTokens;
import io.sluice.inference.decoding.constraint.vocabulary.TrieWalk;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.util.Arrays;
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
            long[] bits = new long[vocabulary.words()];
            compute(configuration, Long.MAX_VALUE, bits, bits);
            plain = new Mask(bits, bytesToEndMax);
            kept.put(configuration, plain);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        if (plain.bytesToEndMax <= tokensLeft - 1L) {
            System.arraycopy(plain.bits, 0, mask, 0, mask.length);
        } else {
            fillWithin(configuration, tokensLeft - 1, mask);
        }
    }

    /** Near the end: what surely leaves few enough bytes is allowed, each other token is looked at. */
    private void fillWithin(Configuration configuration, int after, long[] mask) {
        Arrays.fill(mask, 0);
        long[] unsure = new long[mask.length];
        compute(configuration, after, mask, unsure);
        int count = 0;
        for (int i = 0; i < mask.length; i++) {
            unsure[i] &= ~mask[i];
            count += Long.bitCount(unsure[i]);
        }
        if (count > 0) {
            steered.resolve(configuration, after, unsure, count);
            for (int i = 0; i < mask.length; i++) {
                mask[i] |= unsure[i];
            }
        }
    }

    /** Tokens in which the configuration can certainly be completed, see {@link FewestTokens}. */
    public int fewestTokens(Configuration configuration, int most) {
        machine.fuel().refill();
        return steered.fewest().of(configuration, most);
    }

    /**
     * Writes tokens that certainly leave at most {@code limit} bytes to {@code sure}, the others to {@code unsure}. A token
     * that one stack is sure of and another is not is in both.
     */
    private void compute(Configuration configuration, long limit, long[] sure, long[] unsure) {
        seen.clear();
        bytesToEndMax = 0;
        for (int i = 0; i < configuration.keys.length; i++) {
            Terminal terminal = machine.grammar().terminal(Configuration.node(configuration.keys[i]));
            int state = Configuration.state(configuration.keys[i]);
            Frames below = configuration.below[i];
            TerminalTokens tokens = vocabulary.tokens(terminal, state);
            machine.fuel().burn(1);
            long now = terminal.remaining(state) + (long) below.bytes;
            tokens.mark(limit - now, sure, unsure);
            reach(now + tokens.gain());
            if (machine.expand(below).isComplete()) {
                continue;
            }
            for (int exit : tokens.exits()) {
                readOn(exit, below, limit, sure, unsure);
            }
        }
        if (configuration.mayEnd()) {
            vocabulary.markEnds(sure);
        }
    }

    private void reach(long bytes) {
        bytesToEndMax = Math.max(bytesToEndMax, bytes);
    }

    /** A terminal ended at this node of the trie, inside of tokens: reads the subtree on with what lies below. */
    private void readOn(int node, Frames stacks, long limit, long[] sure, long[] unsure) {
        if (!seen.add(new Place(stacks, node))) {
            return;
        }
        Configuration next = machine.expand(stacks);
        for (int i = 0; i < next.keys.length; i++) {
            Terminal terminal = machine.grammar().terminal(Configuration.node(next.keys[i]));
            vocabulary.walk(node, terminal, Configuration.state(next.keys[i]), walk);
            machine.fuel().burn(1 + walk.visited());
            vocabulary.mark(walk, limit - next.below[i].bytes, sure, unsure);
            reach(walk.remainingMax() + (long) next.below[i].bytes);
            for (int exit : walk.exits()) {
                readOn(exit, next.below[i], limit, sure, unsure);
            }
        }
    }
}
