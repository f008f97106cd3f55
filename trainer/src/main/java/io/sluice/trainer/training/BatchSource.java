package io.sluice.trainer.training;

import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.model.Batch;
import io.sluice.trainer.tokenizer.ChatFormat;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Endless batches of training tasks. A few batches are drawn together and sorted by length, so that little is padded;
 * their order is shuffled again. Every task is new: nothing is seen twice except by chance.
 */
public final class BatchSource {

    /** Batches drawn together. More would pad less, but each would hold fewer kinds of task. */
    private static final int POOL = 4;

    /** The prompt is known at run time, so predicting it matters little. */
    private static final float PROMPT_WEIGHT = 0.05f;

    /** A completion of this many tokens has weight 1 each. */
    private static final double USUAL_LENGTH = 20;

    private final Supplier<Task> tasks;
    private final Tokenizer tokenizer;
    private final int rows;
    private final SplittableRandom random;
    private final Deque<Batch> ready = new ArrayDeque<>();

    BatchSource(Tokenizer tokenizer, long seed, int rows) {
        this(new TaskGenerator(seed, Split.TRAIN)::next, tokenizer, seed, rows);
    }

    public BatchSource(Supplier<Task> tasks, Tokenizer tokenizer, long seed, int rows) {
        this.tasks = tasks;
        this.tokenizer = tokenizer;
        this.rows = rows;
        this.random = new SplittableRandom(seed + 1);
    }

    public Batch next() {
        if (ready.isEmpty()) {
            fill();
        }
        return ready.remove();
    }

    private void fill() {
        List<Example> pool = new ArrayList<>();
        for (int i = 0; i < rows * POOL; i++) {
            pool.add(example(tasks.get()));
        }
        pool.sort(Comparator.comparingInt(example -> example.tokens().length));
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            batches.add(batch(pool.subList(i * rows, (i + 1) * rows)));
        }
        Collections.shuffle(batches, new java.util.Random(random.nextLong()));
        ready.addAll(batches);
    }

    private record Example(int[] tokens, int promptLength) {

        /** By the root of the length: long completions count for more than short ones, but do not drown them. */
        float completionWeight() {
            return (float) Math.sqrt(USUAL_LENGTH / (tokens.length - promptLength));
        }
    }

    private Example example(Task task) {
        String prompt = ChatFormat.prompt(task.prompt());
        int[] tokens = tokenizer.encode(prompt + task.completion() + ChatFormat.EOS);
        return new Example(tokens, tokenizer.encode(prompt).length);
    }

    private static Batch batch(List<Example> examples) {
        int time = examples.getLast().tokens().length - 1;
        long[] inputs = new long[examples.size() * time];
        long[] targets = new long[inputs.length];
        float[] weights = new float[inputs.length];
        long count = 0;
        for (int row = 0; row < examples.size(); row++) {
            Example example = examples.get(row);
            int length = example.tokens().length - 1;
            float weight = example.completionWeight();
            for (int t = 0; t < length; t++) {
                int at = row * time + t;
                inputs[at] = example.tokens()[t];
                targets[at] = example.tokens()[t + 1];
                weights[at] = t + 1 < example.promptLength() ? PROMPT_WEIGHT : weight;
            }
            count += length;
        }
        return new Batch(examples.size(), time, inputs, targets, weights, count);
    }
}
