package io.sluice.benchmarks.hooks;

import com.sun.management.ThreadMXBean;
import io.sluice.inference.decoding.constraint.TokenConstraint;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.kernel.KernelThreads;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decodes the same tokens with no hook and with each kind in a form that changes nothing. All take a turn in every round, each
 * round beginning with another one; what counts is the ratio to the variant without a hook of the same round. "No hook again" is
 * that variant measured twice: what differs there is the machine. All have to come to the same logits, bit for bit.
 */
public final class HooksBenchmark {

    private static final int PROMPT = 64;
    private static final int TOKENS = 128;
    private static final String TEXT = "m e w l y p j a b c d f g h k n o q r s t u v x z ";

    private final Path folder;
    private final int rounds;
    private final int warmUp;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** @param warmUp rounds before those that count */
    public HooksBenchmark(Path folder, int rounds, int warmUp) {
        this.folder = folder;
        this.rounds = rounds;
        this.warmUp = warmUp;
    }

    /** What one variant took in one round. */
    private record Turn(double nanosPerToken, double bytesPerToken, float[] logits) {
    }

    public HooksResult run() {
        try (LanguageModel model = ModelLoader.load(folder, "plain");
                LanguageModel merged = ModelLoader.load(folder, "merged", List.of(IdentityHooks.zeroLora(model.shape())))) {
            List<Variant> variants = IdentityHooks.of(model, merged, TOKENS + 1);
            int[] tokens = tokens(model);
            List<List<Turn>> turns = new ArrayList<>();
            variants.forEach(variant -> turns.add(new ArrayList<>()));
            for (int round = -warmUp; round < rounds; round++) {
                for (int i = 0; i < variants.size(); i++) {
                    int which = Math.floorMod(i + round, variants.size());
                    Turn turn = turn(variants.get(which), tokens);
                    if (round >= 0) {
                        turns.get(which).add(turn);
                    }
                }
            }
            return result(variants, turns);
        }
    }

    /** Letters, so that every one of them is text. */
    private static int[] tokens(LanguageModel model) {
        int[] some = model.tokenizer().encode(TEXT.repeat(20));
        return Arrays.copyOfRange(some, 1, PROMPT + TOKENS + 1);
    }

    private Turn turn(Variant variant, int[] tokens) {
        LanguageModel model = variant.model();
        try (KvCache first = model.allocate(tokens.length)) {
            model.forward(List.of(new Segment(first, Arrays.copyOf(tokens, PROMPT), Logits.NONE, variant.hooks())));
            if (!variant.forked()) {
                return decode(variant, first, tokens);
            }
            try (KvCache fork = first.fork(PROMPT, tokens.length)) {
                return decode(variant, fork, tokens);
            }
        }
    }

    private Turn decode(Variant variant, KvCache cache, int[] tokens) {
        Mask mask = variant.mask() == null ? null : new Mask(variant.mask().fork());
        float[] logits = new float[0];
        int[] token = new int[1];
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long before = cpuNanos();
        for (int i = PROMPT; i < tokens.length; i++) {
            token[0] = tokens[i];
            logits = variant.model().forward(List.of(new Segment(cache, token, Logits.LAST, variant.hooks()))).getFirst()[0];
            if (mask != null) {
                mask.apply(logits, tokens.length - i, token[0]);
            }
        }
        double nanos = cpuNanos() - before;
        double allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
        return new Turn(nanos / TOKENS, allocated / TOKENS, logits.clone());
    }

    private long cpuNanos() {
        return threads.getCurrentThreadCpuTime() + KernelThreads.helperCpuNanos();
    }

    /** As the engine does it: ask for the mask, cover the logits, tell the token. */
    private static final class Mask {

        private final TokenConstraint constraint;
        private final long[] allowed;
        private float[] kept = new float[0];

        Mask(TokenConstraint constraint) {
            this.constraint = constraint;
            this.allowed = new long[constraint.words()];
        }

        void apply(float[] logits, int left, int token) {
            constraint.allowed(left, allowed);
            if (kept.length != logits.length) {
                kept = new float[logits.length];
            }
            for (int id = 0; id < logits.length; id++) {
                kept[id] = id >> 6 < allowed.length && (allowed[id >> 6] >>> id & 1) != 0 ? logits[id] : Float.NEGATIVE_INFINITY;
            }
            constraint.accept(token);
        }
    }

    private HooksResult result(List<Variant> variants, List<List<Turn>> turns) {
        List<Turn> plain = turns.getFirst();
        List<HooksResult.Row> rows = new ArrayList<>();
        for (int v = 0; v < variants.size(); v++) {
            List<Turn> mine = turns.get(v);
            double[] ratios = new double[rounds];
            boolean same = true;
            for (int round = 0; round < rounds; round++) {
                ratios[round] = mine.get(round).nanosPerToken / plain.get(round).nanosPerToken;
                same &= Arrays.equals(mine.get(round).logits, plain.getFirst().logits);
            }
            Arrays.sort(ratios);
            rows.add(new HooksResult.Row(variants.get(v).name(), median(mine.stream().mapToDouble(Turn::nanosPerToken).sorted().toArray()) / 1e3,
                    median(ratios), ratios[rounds / 4], ratios[rounds - 1 - rounds / 4],
                    median(mine.stream().mapToDouble(Turn::bytesPerToken).sorted().toArray()), same));
        }
        return new HooksResult(String.valueOf(folder.getFileName()), rounds, TOKENS, rows);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
