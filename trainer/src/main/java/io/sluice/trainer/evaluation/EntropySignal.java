package io.sluice.trainer.evaluation;

import io.sluice.tasks.Task;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.tokenizer.ChatFormat;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How well a model's own entropy tells where it errs: over all tokens of the worked solutions, the entropy of its next
 * token distribution where its first choice is the written token, and where it is not.
 *
 * @param tokens    that were looked at
 * @param right     share of them where the first choice is the written one
 * @param natsRight mean entropy there
 * @param natsWrong mean entropy elsewhere, 0 if there is no such token
 * @param auroc     probability that a wrong token has more entropy than a right one; 0.5 tells nothing
 */
public record EntropySignal(int tokens, double right, double natsRight, double natsWrong, double auroc) {

    private record Sample(double entropy, boolean right) {}

    public static EntropySignal measure(LlamaModel model, Tokenizer tokenizer, List<Task> tasks) {
        List<Sample> samples = new ArrayList<>();
        for (Task task : tasks) {
            String prompt = ChatFormat.prompt(task.prompt());
            int[] tokens = tokenizer.encode(prompt + task.completion() + ChatFormat.EOS);
            float[][] logits = model.logits(tokens);
            for (int t = tokenizer.encode(prompt).length; t < tokens.length; t++) {
                samples.add(sample(logits[t - 1], tokens[t]));
            }
        }
        return of(samples);
    }

    private static Sample sample(float[] logits, int written) {
        return new Sample(entropy(logits), best(logits) == written);
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** With p = e^(x−max)/z, H = log z − Σ p·(x−max), in nats. */
    static double entropy(float[] logits) {
        double highest = logits[best(logits)];
        double z = 0;
        double weighted = 0;
        for (float logit : logits) {
            double exponential = Math.exp(logit - highest);
            z += exponential;
            weighted += exponential * (logit - highest);
        }
        return Math.log(z) - weighted / z;
    }

    /** @param samples by entropy, whether the token was right */
    static EntropySignal of(Map<Double, Boolean> samples) {
        List<Sample> list = new ArrayList<>();
        samples.forEach((entropy, right) -> list.add(new Sample(entropy, right)));
        return of(list);
    }

    /** AUROC by ranks (Mann and Whitney 1947); ties are as good as impossible and counted in sorting order. */
    private static EntropySignal of(List<Sample> samples) {
        samples.sort(Comparator.comparingDouble(Sample::entropy));
        double[] nats = new double[2];
        long[] counts = new long[2];
        double rankSum = 0;
        for (int rank = 0; rank < samples.size(); rank++) {
            int kind = samples.get(rank).right() ? 0 : 1;
            nats[kind] += samples.get(rank).entropy();
            counts[kind]++;
            rankSum += kind * (rank + 1.0);
        }
        double pairs = (double) counts[0] * counts[1];
        double auroc = pairs == 0 ? 0.5 : (rankSum - counts[1] * (counts[1] + 1.0) / 2) / pairs;
        return new EntropySignal(
                samples.size(),
                (double) counts[0] / Math.max(1, samples.size()),
                nats[0] / Math.max(1, counts[0]),
                nats[1] / Math.max(1, counts[1]),
                auroc);
    }
}
