package io.sluice.benchmarks.adapter;

import java.util.Map;

/**
 * What adapters that were trained on a model give on a copy of it; shares from 0 to 1.
 *
 * @param format    {@code F32} for the original
 * @param weightsMb size of the weight files
 * @param own       the model's own tasks, without an adapter
 * @param skills    the skills, each with its adapter
 * @param low       end of that one's 95 % interval (Wilson)
 * @param bySkill   the same by skill
 */
public record CopyRow(String format, double weightsMb, double own, double skills, double low, double high, Map<String, Double> bySkill) {
}
