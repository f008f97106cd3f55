package io.sluice.inference.engine.hook;

/**
 * The sizes that a hook meets.
 *
 * @param width    hidden size
 * @param heads    query heads
 * @param headSize width of one head
 */
public record ModelShape(int layers, int width, int heads, int headSize, int vocabularySize) {
}
