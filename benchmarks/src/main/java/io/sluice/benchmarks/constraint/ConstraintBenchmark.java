package io.sluice.benchmarks.constraint;

import io.sluice.inference.decoding.constraint.CompiledConstraint;
import io.sluice.inference.decoding.constraint.ConstraintCompiler;
import io.sluice.inference.decoding.constraint.TokenConstraint;
import io.sluice.inference.decoding.constraint.vocabulary.TokenTrie;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Compiles schemas, each once, and reads a value of each token by token (longest match), timing the mask before every token
 * as a decoder would ask for it. As in a service, the vocabulary is prepared once and what one answer computed about a
 * terminal serves the next; schemas are new to it.
 */
final class ConstraintBenchmark {

    /** Microseconds, except for {@code vocabularyMillis}; {@code cold} are the masks while warming up. */
    record Result(
            int vocabulary, double vocabularyMillis, int documents, int refused, Latencies.Summary compile,
            Latencies.Summary open, Latencies.Summary mask, Latencies.Summary accept, Latencies.Summary cold) {}

    private final Vocabulary vocabulary;
    private final double vocabularyMillis;
    private final long[] mask;

    ConstraintBenchmark(int size, long seed) {
        byte[][] tokens = SyntheticVocabulary.of(size, seed);
        long begin = System.nanoTime();
        this.vocabulary = new Vocabulary(tokens, new int[] {size - 1});
        this.vocabularyMillis = (System.nanoTime() - begin) / 1e6;
        this.mask = new long[vocabulary.words()];
    }

    /** @param warm documents before the measured ones, other than those */
    Result run(int documents, int warm, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Run cold = new Run();
        for (int i = 0; i < warm; i++) {
            cold.read(SampleDocument.of(random));
        }
        Run measured = new Run();
        for (int i = 0; i < documents; i++) {
            measured.read(SampleDocument.of(random));
        }
        return new Result(
                vocabulary.size(), vocabularyMillis, documents, measured.refused, measured.compile.summary(),
                measured.open.summary(), measured.mask.summary(), measured.accept.summary(), cold.mask.summary());
    }

    private final class Run {
        private final Latencies compile = new Latencies();
        private final Latencies open = new Latencies();
        private final Latencies mask = new Latencies();
        private final Latencies accept = new Latencies();
        private int refused;

        void read(SampleDocument document) {
            String schema = document.schema().toString();
            int[] tokens = tokens(document.value().toString());
            long begin = System.nanoTime();
            CompiledConstraint compiled = ConstraintCompiler.jsonSchema(schema);
            compile.add(System.nanoTime() - begin);
            if (!(compiled instanceof CompiledConstraint.Ready ready)) {
                refused++;
                return;
            }
            begin = System.nanoTime();
            CompiledConstraint.Opening opening = ready.open(vocabulary, 4_096);
            open.add(System.nanoTime() - begin);
            if (!(opening instanceof CompiledConstraint.Opening.Opened opened)) {
                refused++;
                return;
            }
            read(opened.constraint(), tokens, document);
        }

        private void read(TokenConstraint constraint, int[] tokens, SampleDocument document) {
            for (int i = 0; i < tokens.length; i++) {
                long begin = System.nanoTime();
                constraint.allowed(4_096 - i, ConstraintBenchmark.this.mask);
                long between = System.nanoTime();
                if ((ConstraintBenchmark.this.mask[tokens[i] >> 6] >> tokens[i] & 1) == 0) {
                    throw new IllegalStateException("a valid value is not allowed: " + document);
                }
                long again = System.nanoTime();
                constraint.accept(tokens[i]);
                mask.add(between - begin);
                accept.add(System.nanoTime() - again);
            }
            if (!constraint.mayEnd()) {
                throw new IllegalStateException("a valid value does not end: " + document);
            }
        }
    }

    private int[] tokens(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TokenTrie trie = vocabulary.trie();
        List<Integer> tokens = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int node = 0;
            int best = -1;
            int end = at;
            for (int i = at; i < bytes.length; i++) {
                node = trie.child(node, bytes[i] & 255);
                if (node < 0) {
                    break;
                }
                if (trie.hasTokens(node)) {
                    best = trie.token(node);
                    end = i + 1;
                }
            }
            tokens.add(best);
            at = end;
        }
        return tokens.stream().mapToInt(token -> token).toArray();
    }
}
