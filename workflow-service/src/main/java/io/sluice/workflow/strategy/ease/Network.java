package io.sluice.workflow.strategy.ease;

import java.util.random.RandomGenerator;

/**
 * A perceptron f(x) = w · relu(W x + b) + c with one hidden layer, its parameters in one array: W (hidden × inputs, by rows),
 * b, w, c. Learns by Adam on squared error with weight decay. Not thread-safe.
 */
final class Network {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double TINY = 1e-8;

    private final int inputs;
    private final int hidden;
    private final double[] start;
    final double[] parameters;

    /** @param random draws the weights: normal, variance 2 / inputs, as He et al. (2015) */
    Network(int inputs, int hidden, RandomGenerator random) {
        this.inputs = inputs;
        this.hidden = hidden;
        this.start = new double[hidden * inputs + 2 * hidden + 1];
        for (int i = 0; i < hidden * inputs; i++) {
            start[i] = random.nextGaussian() * Math.sqrt(2.0 / inputs);
        }
        for (int i = 0; i < hidden; i++) {
            start[hidden * inputs + hidden + i] = random.nextGaussian() * Math.sqrt(2.0 / hidden);
        }
        this.parameters = start.clone();
    }

    double value(double[] x) {
        double value = parameters[parameters.length - 1];
        for (int j = 0; j < hidden; j++) {
            value += parameters[hidden * inputs + hidden + j] * Math.max(0, before(x, j));
        }
        return value;
    }

    private double before(double[] x, int unit) {
        double sum = parameters[hidden * inputs + unit];
        for (int i = 0; i < inputs; i++) {
            sum += parameters[unit * inputs + i] * x[i];
        }
        return sum;
    }

    /** Of the value, in each parameter. */
    double[] gradient(double[] x) {
        double[] gradient = new double[parameters.length];
        gradient[parameters.length - 1] = 1;
        for (int j = 0; j < hidden; j++) {
            double before = before(x, j);
            if (before > 0) {
                double weight = parameters[hidden * inputs + hidden + j];
                gradient[hidden * inputs + hidden + j] = before;
                gradient[hidden * inputs + j] = weight;
                for (int i = 0; i < inputs; i++) {
                    gradient[j * inputs + i] = weight * x[i];
                }
            }
        }
        return gradient;
    }

    /** From the start, on all there is: {@code epochs} steps over the whole set. */
    void learn(double[][] inputsOfAll, double[] targets, int epochs, double rate, double decay) {
        System.arraycopy(start, 0, parameters, 0, start.length);
        double[] first = new double[start.length];
        double[] second = new double[start.length];
        for (int epoch = 1; epoch <= epochs; epoch++) {
            double[] sum = new double[start.length];
            for (int n = 0; n < targets.length; n++) {
                double error = value(inputsOfAll[n]) - targets[n];
                double[] gradient = gradient(inputsOfAll[n]);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += 2 * error * gradient[i] / targets.length;
                }
            }
            for (int i = 0; i < sum.length; i++) {
                double gradient = sum[i] + decay * parameters[i];
                first[i] = BETA1 * first[i] + (1 - BETA1) * gradient;
                second[i] = BETA2 * second[i] + (1 - BETA2) * gradient * gradient;
                double step = first[i] / (1 - Math.pow(BETA1, epoch));
                parameters[i] -= rate * step / (Math.sqrt(second[i] / (1 - Math.pow(BETA2, epoch))) + TINY);
            }
        }
    }
}
