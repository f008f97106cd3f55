package io.sluice.inference.adapter;

import io.sluice.contracts.generation.AdapterReport;

/**
 * What a selector chose for a request, and what it took to find out.
 *
 * @param flops      of reading the prompt with the base
 * @param cpuSeconds of the same
 */
public record Chosen(AdapterReport report, double flops, double cpuSeconds) {
}
