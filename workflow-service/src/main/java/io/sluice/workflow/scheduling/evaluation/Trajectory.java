package io.sluice.workflow.scheduling.evaluation;

import java.util.List;

/** A run's decisions in order, for estimates of whole runs. */
public record Trajectory(List<Logged> steps) {

    public Trajectory {
        steps = List.copyOf(steps);
    }

    /** Of all decisions together. */
    public double weight() {
        return steps.stream().mapToDouble(Logged::weight).reduce(1, (one, other) -> one * other);
    }

    /** What the run earned. */
    public double earned(double gamma) {
        double sum = 0;
        double discount = 1;
        for (Logged step : steps) {
            sum += discount * step.reward();
            discount *= gamma;
        }
        return sum;
    }

    /** Importance sampling: {@code (Π w) · G}. */
    public double importance(double gamma) {
        return weight() * earned(gamma);
    }

    /** Each reward weighted by the decisions up to it only: {@code Σ γ^t (Π_{j≤t} w_j) r_t}. */
    public double perDecision(double gamma) {
        double sum = 0;
        double weight = 1;
        double discount = 1;
        for (Logged step : steps) {
            weight *= step.weight();
            sum += discount * weight * step.reward();
            discount *= gamma;
        }
        return sum;
    }

    /** From the end: {@code V_t = v + w · (r + γ · V_{t+1} − q)} (Jiang and Li 2016). */
    public double doublyRobust(double gamma) {
        double value = 0;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Logged step = steps.get(i);
            value = step.v() + step.weight() * (step.reward() + gamma * value - step.q());
        }
        return value;
    }
}
