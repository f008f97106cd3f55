package io.sluice.contracts.calibration;

/** A prompt and the answer it should get. The prompt is one user turn. */
public record LabelledPrompt(String prompt, String answer) {
}
