package io.sluice.benchmarks.adapter;

/**
 * What one way to teach a task gave with one seed; shares from 0 to 1.
 *
 * @param parameters   trained numbers
 * @param cpuSeconds   of the training
 * @param oldTasks     accuracy on the old tasks with the adapter on
 * @param inferenceCpu CPU time of a decoded token relative to the bare model's
 */
record Outcome(long parameters, double cpuSeconds, double newTask, double oldTasks, double inferenceCpu) {
}
