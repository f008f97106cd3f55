package io.sluice.inference.decoding;

/**
 * A value of the request that can't be used.
 *
 * @param param   path of the field in the request, e.g. {@code plan.dials.minRun}
 * @param message one sentence for the caller, with the allowed range
 */
public record FieldProblem(String param, String message) {
}
