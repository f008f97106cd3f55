package io.sluice.inference.decoding.speculation;

import io.sluice.contracts.generation.Sampling;
import io.sluice.inference.decoding.Candidates;
import io.sluice.inference.decoding.Sampler;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Two models over a small vocabulary whose logits depend on everything before, and the loop that runs them. */
final class FakePair {

    private static final int[] PROMPT = {1, 2};

    private final int vocabulary;
    private final double likeness;
    private final long salt;

    /** @param likeness 1: both models are the same; 0: the draft model knows nothing of the target */
    FakePair(int vocabulary, double likeness, long salt) {
        this.vocabulary = vocabulary;
        this.likeness = likeness;
        this.salt = salt;
    }

    float[] target(int[] answer) {
        return logits(answer, salt);
    }

    float[] small(int[] answer) {
        float[] large = target(answer);
        float[] own = logits(answer, ~salt);
        for (int i = 0; i < vocabulary; i++) {
            own[i] = (float) (likeness * large[i] + (1 - likeness) * own[i]);
        }
        return own;
    }

    private float[] logits(int[] answer, long with) {
        SplittableRandom random = new SplittableRandom(31L * Arrays.hashCode(answer) + with);
        float[] logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = (float) random.nextDouble(-2, 2);
        }
        return logits;
    }

    int[] alone(Sampling sampling, long seed, int length) {
        Sampler sampler = new Sampler(sampling, seed, PROMPT);
        int[] answer = {};
        while (answer.length < length) {
            answer = with(answer, sampler.next(target(answer)));
        }
        return answer;
    }

    /** @param drafts of every round; what came of them is added to {@code counts}: drafted, accepted */
    int[] speculative(Sampling sampling, long seed, int length, int drafts, int[] counts) {
        SpeculativeSampler sampler = new SpeculativeSampler(new Sampler(sampling, seed, PROMPT), seed);
        int[] answer = {};
        while (answer.length < length) {
            Draft[] round = new Draft[drafts];
            int[] ahead = answer;
            for (int i = 0; i < drafts; i++) {
                round[i] = sampler.draft(small(ahead));
                ahead = with(ahead, round[i].token());
            }
            counts[0] += drafts;
            boolean accepted = true;
            for (int i = 0; i < drafts && accepted; i++) {
                SpeculativeSampler.Checked checked = sampler.check(target(answer), round[i]);
                answer = with(answer, checked.token());
                accepted = checked.accepted();
                counts[1] += accepted ? 1 : 0;
            }
            if (accepted) {
                answer = with(answer, sampler.next(target(answer)));
            }
        }
        return Arrays.copyOf(answer, length);
    }

    /** The exact probability of every answer of two tokens, first token × vocabulary + second. */
    double[] pairs(Sampling sampling) {
        double[] all = new double[vocabulary * vocabulary];
        Candidates first = new Sampler(sampling, 0, PROMPT).candidates(target(new int[0]));
        for (int a = 0; a < vocabulary; a++) {
            Sampler sampler = new Sampler(sampling, 0, PROMPT);
            sampler.wrote(a);
            Candidates second = sampler.candidates(target(new int[] {a}));
            for (int b = 0; b < vocabulary; b++) {
                all[a * vocabulary + b] = first.probability(a) * second.probability(b);
            }
        }
        return all;
    }

    private static int[] with(int[] answer, int token) {
        int[] longer = Arrays.copyOf(answer, answer.length + 1);
        longer[answer.length] = token;
        return longer;
    }
}
