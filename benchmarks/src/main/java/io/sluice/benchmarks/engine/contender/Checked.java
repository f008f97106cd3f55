package io.sluice.benchmarks.engine.contender;

import java.util.List;

/** What a model predicts after a prompt and after each of the tokens forced upon it. */
public record Checked(List<TopLogits> positions) {
}
