package io.sluice.selection.judging;

/**
 * What both are asked.
 *
 * @param line     of its data set
 * @param prompt   as one turn of the user's
 * @param expected the response that is right
 */
public record Question(long line, String prompt, String expected) {
}
