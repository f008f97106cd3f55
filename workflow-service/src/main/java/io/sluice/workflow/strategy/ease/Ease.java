package io.sluice.workflow.strategy.ease;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * EASE (Wu et al. 2024), a neural bandit over ordered lists: arms are lists of {@code k} of {@code pool} exemplars, an arm's
 * features are its text's vector, its reward is what {@link Bench} says. After {@code warmUp} random arms, each round learns
 * the network anew from the same start, draws {@code drawn} random arms, keeps the {@code kept} whose exemplars lie nearest to
 * the validation items, and tries the one with the greatest
 * {@code mu(x) + sqrt(sum_i lambda * nu * g_i(x)^2 / U_i)}, g the network's gradient, U starting at lambda and growing by g^2
 * of the arm that was tried.
 *
 * <p>Other than the authors: U grows by tried arms alone (theirs counts whole candidate batches); nearness is each exemplar's
 * distance to its nearest item, a lower bound of the optimal transport they solve; one hidden layer.
 */
public final class Ease {

    private static final double LAMBDA = 0.1;
    private static final double NU = 0.01;
    private static final int EPOCHS = 60;
    private static final double RATE = 0.02;

    /** What arms are worth. */
    @FunctionalInterface
    public interface Bench<E extends Exception> {

        /** @return 0..1 */
        double reward(List<Integer> arm) throws E, InterruptedException;
    }

    /**
     * @param pool    how many exemplars there are
     * @param k       of an arm, 1..pool
     * @param pulls   arms that are tried at most; it stops early at reward 1
     * @param warmUp  random ones at the beginning
     */
    public record Plan(int pool, int k, int pulls, int warmUp, int drawn, int kept, int hidden) {
    }

    /** @param reward of the arm when it was tried */
    public record Tried(List<Integer> arm, double reward) {
    }

    private final Plan plan;
    private final Encoder encoder;
    private final RandomGenerator random;
    private final List<String> exemplars;
    private final double[] nearness;

    /**
     * @param exemplars texts of the pool
     * @param items     texts of the validation set
     */
    public Ease(Plan plan, Encoder encoder, List<String> exemplars, List<String> items, RandomGenerator random) {
        this.plan = plan;
        this.encoder = encoder;
        this.random = random;
        this.exemplars = List.copyOf(exemplars);
        this.nearness = exemplars.stream().mapToDouble(each -> items.stream().mapToDouble(item -> 1 - dot(encoder.encode(each), encoder.encode(item)))
                .min().orElse(0)).toArray();
    }

    /** Every arm that was tried, in order. */
    public <E extends Exception> List<Tried> search(Bench<E> bench) throws E, InterruptedException {
        Network network = new Network(encoder.width(), plan.hidden(), random);
        double[] seen = new double[network.parameters.length];
        Arrays.fill(seen, LAMBDA);
        List<Tried> tried = new ArrayList<>();
        List<double[]> features = new ArrayList<>();
        while (tried.size() < plan.pulls() && (tried.isEmpty() || tried.getLast().reward() < 1)) {
            List<Integer> arm = tried.size() < plan.warmUp() ? draw() : chosen(network, seen, tried, features);
            double[] x = features(arm);
            double[] gradient = network.gradient(x);
            for (int i = 0; i < seen.length; i++) {
                seen[i] += gradient[i] * gradient[i];
            }
            features.add(x);
            tried.add(new Tried(arm, bench.reward(arm)));
        }
        return tried;
    }

    /** The best that was tried; of equal ones the first. */
    public static Tried best(List<Tried> tried) {
        Tried best = tried.getFirst();
        for (Tried each : tried) {
            best = each.reward() > best.reward() ? each : best;
        }
        return best;
    }

    private List<Integer> chosen(Network network, double[] seen, List<Tried> tried, List<double[]> features) {
        network.learn(features.toArray(double[][]::new), tried.stream().mapToDouble(Tried::reward).toArray(), EPOCHS, RATE, LAMBDA / (1000.0 * tried.size()));
        List<List<Integer>> drawn = new ArrayList<>();
        for (int i = 0; i < plan.drawn(); i++) {
            drawn.add(draw());
        }
        List<Integer> best = drawn.getFirst();
        double most = Double.NEGATIVE_INFINITY;
        for (List<Integer> arm : drawn.stream().sorted((a, b) -> Double.compare(distance(a), distance(b))).limit(plan.kept()).toList()) {
            double[] x = features(arm);
            double[] gradient = network.gradient(x);
            double width = 0;
            for (int i = 0; i < seen.length; i++) {
                width += LAMBDA * NU * gradient[i] * gradient[i] / seen[i];
            }
            double score = network.value(x) + Math.sqrt(width);
            if (score > most) {
                most = score;
                best = arm;
            }
        }
        return best;
    }

    private List<Integer> draw() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < plan.pool(); i++) {
            all.add(i);
        }
        for (int i = 0; i < plan.k(); i++) {
            Collections.swap(all, i, i + random.nextInt(all.size() - i));
        }
        return List.copyOf(all.subList(0, plan.k()));
    }

    private double[] features(List<Integer> arm) {
        return encoder.encode(String.join("\n", arm.stream().map(exemplars::get).toList()));
    }

    private double distance(List<Integer> arm) {
        return arm.stream().mapToDouble(each -> nearness[each]).sum();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
