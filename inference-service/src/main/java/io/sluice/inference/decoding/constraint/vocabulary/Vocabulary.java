package io.sluice.inference.decoding.constraint.vocabulary;

import io.sluice.inference.decoding.constraint.automaton.Terminal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one tokenizer by their bytes, prepared for masks; shared by all requests on a model. Thread-safe.
 *
 * <p>Plain tokens, whole characters that stand for themselves inside a JSON string, are most of a vocabulary. Their masks by
 * length are made once; only the others are walked where a terminal accepts plain runs ({@link Terminal#plainRun}).
 */
public final class Vocabulary {

    /** Tokens of a terminal are told apart by that many steps of how far they lead from its end. */
    private static final int GROUPS_MAX = 6;

    private final int size;
    private final int[] endTokens;
    private final byte[][] spelling;
    private final TokenTrie trie;
    private final PlainTokens plain;
    private final TokenTrie others;
    private final int[] otherToTrie;
    private final TerminalTokenCache cache = new TerminalTokenCache();
    private final TrieWalk walk = new TrieWalk();

    /**
     * @param tokens bytes of each token id; null or empty for control tokens and unused ids, which are never allowed
     * @param endTokens ids that end an answer
     */
    public Vocabulary(@Nullable byte[][] tokens, int[] endTokens) {
        this.size = tokens.length;
        this.endTokens = endTokens.clone();
        this.spelling = new byte[size][];
        List<Integer> ids = new ArrayList<>();
        List<Integer> rest = new ArrayList<>();
        for (int id = 0; id < size; id++) {
            byte[] text = tokens[id] == null ? new byte[0] : tokens[id].clone();
            spelling[id] = text;
            if (text.length > 0 && !contains(endTokens, id)) {
                ids.add(id);
                if (PlainTokens.characters(text) < 0) {
                    rest.add(id);
                }
            }
        }
        this.trie = new TokenTrie(ids, spelling);
        this.others = new TokenTrie(rest, spelling);
        this.plain = new PlainTokens(ids, spelling, words());
        this.otherToTrie = places(others, trie);
    }

    private static boolean contains(int[] values, int value) {
        for (int each : values) {
            if (each == value) {
                return true;
            }
        }
        return false;
    }

    private static int[] places(TokenTrie part, TokenTrie whole) {
        int[] place = new int[part.size()];
        int[] path = new int[part.deepest() + 1];
        for (int node = 1; node < part.size(); node++) {
            int depth = part.depth(node);
            int found = whole.child(path[depth - 1], part.value(node));
            place[node] = found;
            path[depth] = found;
        }
        return place;
    }

    /** Token ids are 0 to this, exclusive; the length of the logits. */
    public int size() {
        return size;
    }

    /** Length of a mask: bit {@code id % 64} of word {@code id / 64}. */
    public int words() {
        return (size + 63) / 64;
    }

    public int[] endTokens() {
        return endTokens.clone();
    }

    public byte[] bytes(int token) {
        return spelling[token].clone();
    }

    /** Sets the bits of the tokens that end an answer. */
    public void markEnds(long[] mask) {
        for (int id : endTokens) {
            mask[id >> 6] |= 1L << id;
        }
    }

    public boolean isEnd(int token) {
        return contains(endTokens, token);
    }

    public TokenTrie trie() {
        return trie;
    }

    /** Whether one token spells just this byte, so that any text with it can be written. */
    public boolean spells(int value) {
        int node = trie.child(0, value);
        return node >= 0 && trie.hasTokens(node);
    }

    /** The tokens that the terminal reads from its state; computed once and kept while there is room. */
    public TerminalTokens tokens(Terminal terminal, int state) {
        int run = terminal.plainRun(state);
        TerminalTokens walked = walked(terminal, terminal.alike(state, (run < 0 ? trie : others).deepest()), run >= 0);
        return run > 0 ? walked.and(plain.upTo(run)) : walked;
    }

    private TerminalTokens walked(Terminal terminal, int state, boolean withoutPlain) {
        synchronized (cache) {
            TerminalTokens known = cache.get(terminal, state);
            if (known == null) {
                known = withoutPlain ? walkOthers(terminal, state) : walkAll(terminal, state);
                cache.put(terminal, state, known);
            }
            return known;
        }
    }

    /** Reads the tokens below a node on with the terminal from its state there. */
    public void walk(int node, Terminal terminal, int state, TrieWalk result) {
        result.clear();
        trie.walk(node, terminal, state, result);
    }

    /**
     * Sets the bits of the tokens that a walk found, of those that leave at most {@code bytes} of the terminal in
     * {@code near}, of the others in {@code far}.
     */
    public void mark(TrieWalk found, long bytes, long[] near, long[] far) {
        for (int i = 0; i < found.hits(); i++) {
            trie.mark(found.hit(i), found.remaining(i) <= bytes ? near : far);
        }
    }

    private TerminalTokens walkAll(Terminal terminal, int state) {
        walk(0, terminal, state, walk);
        return new TerminalTokens(groups(trie, terminal.remaining(state)), walk.exits());
    }

    private TerminalTokens walkOthers(Terminal terminal, int state) {
        walk.clear();
        others.walk(0, terminal, state, walk);
        int[] exits = walk.exits();
        for (int i = 0; i < exits.length; i++) {
            exits[i] = otherToTrie[exits[i]];
        }
        return new TerminalTokens(groups(others, terminal.remaining(state)), exits);
    }

    private List<TerminalTokens.Group> groups(TokenTrie walked, int remaining) {
        int[] gains = new int[walk.hits()];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = walk.remaining(i) - remaining;
        }
        List<TerminalTokens.Group> groups = new ArrayList<>();
        int low = Integer.MIN_VALUE;
        for (int gain : TerminalTokens.steps(gains, GROUPS_MAX)) {
            long[] mask = new long[words()];
            for (int i = 0; i < gains.length; i++) {
                if (gains[i] > low && gains[i] <= gain) {
                    walked.mark(walk.hit(i), mask);
                }
            }
            groups.add(TerminalTokens.Group.of(gain, mask));
            low = gain;
        }
        return groups;
    }
}
