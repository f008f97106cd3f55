package io.sluice.contracts.workflow;

/**
 * What one call of a step used.
 *
 * @param of         a model or a tool
 * @param cpuSeconds of the platform; 0 where it is not known
 */
public record CallUse(String of, long promptTokens, long completionTokens, double cpuSeconds) {
}
