package io.sluice.trainer.model;

/**
 * Sequences of equal padded length for one training step.
 *
 * @param rows    sequences
 * @param time    positions that are predicted from
 * @param inputs  {@code rows·time} tokens
 * @param targets the token after each of them
 * @param weights how much each prediction counts, 0 for padding
 * @param tokens  positions that are not padding
 */
public record Batch(int rows, int time, long[] inputs, long[] targets, float[] weights, long tokens) {}
