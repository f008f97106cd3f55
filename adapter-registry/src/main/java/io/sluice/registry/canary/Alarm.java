package io.sluice.registry.canary;

/**
 * Why a canary has to go.
 *
 * @param signal {@code errors} or {@code scores}
 * @param reason one sentence with the figures
 */
public record Alarm(String signal, String reason) {
}
