package io.sluice.inference.engine.hook;

/**
 * The sizes that a hook meets.
 *
 * @param width    hidden size
 * @param heads    query heads
 * @param headSize width of one head
 * @param kvHeads  key and value heads
 * @param mlpWidth width inside of the MLP
 */
public record ModelShape(int layers, int width, int heads, int headSize, int vocabularySize, int kvHeads, int mlpWidth) {

    /** Numbers that a projection reads. */
    public int inputs(Projection projection) {
        return switch (projection) {
            case QUERY, KEY, VALUE, GATE, UP -> width;
            case OUTPUT -> heads * headSize;
            case DOWN -> mlpWidth;
        };
    }

    /** Numbers that a projection gives. */
    public int outputs(Projection projection) {
        return switch (projection) {
            case QUERY -> heads * headSize;
            case KEY, VALUE -> kvHeads * headSize;
            case OUTPUT, DOWN -> width;
            case GATE, UP -> mlpWidth;
        };
    }
}
