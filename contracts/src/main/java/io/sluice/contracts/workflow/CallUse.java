package io.sluice.contracts.workflow;

/**
 * What one call of a step used.
 *
 * @param effect     its key in the step's journal: the step is charged once for it, whatever the attempts
 * @param of         a model or a tool
 * @param cpuSeconds of the platform; 0 where it is not known
 */
public record CallUse(String effect, String of, long promptTokens, long completionTokens, double cpuSeconds) {
}
