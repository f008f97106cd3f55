package io.sluice.workflow.scheduling.planning;

/**
 * A mean that leans on a coarser one while there is little of it: {@code n/(n+κ) · mean + κ/(n+κ) · parent}.
 *
 * <p>With n = 0 it is the parent, with ever more it becomes its own mean, and it is continuous in between.
 *
 * @param kappa how many observations the parent counts for; greater than 0
 */
public record BackOff(double kappa) {

    /** @param sum of {@code n} observations */
    public double of(double n, double sum, double parent) {
        return (sum + kappa * parent) / (n + kappa);
    }
}
