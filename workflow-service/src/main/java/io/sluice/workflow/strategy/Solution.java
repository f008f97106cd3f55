package io.sluice.workflow.strategy;

import org.jspecify.annotations.Nullable;

/**
 * What a strategy came to.
 *
 * @param text   whole
 * @param output what is taken of it; absent: nothing could be
 */
public record Solution(String text, @Nullable String output) {
}
