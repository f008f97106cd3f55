package io.sluice.trainer.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Learns byte-pair merges (Sennrich et al. 2016, on bytes): again and again the most frequent pair of neighbours inside
 * a word becomes one token; equal counts go to the pair that sorts first, so the result depends on the text alone.
 *
 * <p>Words are cut by {@link #PATTERN}, where every digit is a word of its own: numbers stay sequences of digits.
 */
public final class BpeTrainer {

    /** Letters with a leading space; one digit; other signs with a leading space; spaces. Java and Oniguruma agree on it. */
    static final String PATTERN = " ?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\s+";

    private static final Pattern WORD = Pattern.compile(PATTERN);

    private BpeTrainer() {}

    /**
     * @param vocabularySize special tokens, 256 bytes and merges together
     * @throws IllegalArgumentException if the text has too few different pairs to fill the vocabulary
     */
    public static Vocabulary train(Stream<String> texts, int vocabularySize) {
        int mergeCount = vocabularySize - ChatFormat.SPECIAL.size() - 256;
        if (mergeCount < 0) {
            throw new IllegalArgumentException("vocabularySize " + vocabularySize + " does not hold the bytes");
        }
        List<Word> words = count(texts);
        Set<String> tokens = new LinkedHashSet<>(ByteAlphabet.all());
        List<Pair> merges = new ArrayList<>();
        while (merges.size() < mergeCount) {
            Pair best = mostFrequent(words);
            merges.add(best);
            tokens.add(best.joined());
            words.forEach(word -> word.merge(best));
        }
        if (tokens.size() != 256 + mergeCount) {
            throw new IllegalArgumentException("two merges made the same token");
        }
        return new Vocabulary(List.copyOf(tokens), merges);
    }

    private static List<Word> count(Stream<String> texts) {
        Map<String, Long> counts = new TreeMap<>();
        texts.forEach(text -> {
            Matcher matcher = WORD.matcher(text);
            while (matcher.find()) {
                counts.merge(matcher.group(), 1L, Long::sum);
            }
        });
        List<Word> words = new ArrayList<>();
        counts.forEach((word, count) -> words.add(new Word(ByteAlphabet.of(word), count)));
        return words;
    }

    private static Pair mostFrequent(List<Word> words) {
        Map<Pair, Long> counts = new HashMap<>();
        for (Word word : words) {
            word.pairs().forEach(pair -> counts.merge(pair, word.count, Long::sum));
        }
        return counts.entrySet().stream()
                .min(Map.Entry.<Pair, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow(() -> new IllegalArgumentException("the text has too few words for this vocabulary"))
                .getKey();
    }

    /** Two neighbouring tokens. */
    record Pair(String left, String right) implements Comparable<Pair> {
        String joined() {
            return left + right;
        }

        @Override
        public int compareTo(Pair other) {
            int byLeft = left.compareTo(other.left);
            return byLeft != 0 ? byLeft : right.compareTo(other.right);
        }
    }

    /** What was learned: byte and merged tokens in the order of their ids, after the special ones. */
    public record Vocabulary(List<String> tokens, List<Pair> merges) {

        public int size() {
            return ChatFormat.SPECIAL.size() + tokens.size();
        }

        Map<String, Integer> ids() {
            Map<String, Integer> ids = new LinkedHashMap<>();
            ChatFormat.SPECIAL.forEach(token -> ids.put(token, ids.size()));
            tokens.forEach(token -> ids.put(token, ids.size()));
            return ids;
        }
    }

    private static final class Word {
        private List<String> symbols;
        private final long count;

        Word(List<String> symbols, long count) {
            this.symbols = symbols;
            this.count = count;
        }

        Stream<Pair> pairs() {
            return Stream.iterate(0, i -> i + 1 < symbols.size(), i -> i + 1)
                    .map(i -> new Pair(symbols.get(i), symbols.get(i + 1)));
        }

        void merge(Pair pair) {
            List<String> merged = new ArrayList<>(symbols.size());
            for (int i = 0; i < symbols.size(); i++) {
                boolean here = i + 1 < symbols.size()
                        && symbols.get(i).equals(pair.left())
                        && symbols.get(i + 1).equals(pair.right());
                merged.add(here ? pair.joined() : symbols.get(i));
                i += here ? 1 : 0;
            }
            symbols = merged;
        }
    }
}
