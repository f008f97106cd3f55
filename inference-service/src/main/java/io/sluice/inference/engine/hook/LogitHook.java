package io.sluice.inference.engine.hook;

/** Sees the logits of one row, and what they were computed from. */
@FunctionalInterface
public interface LogitHook extends Hook {

    /**
     * @param x      the row behind the final norm, from {@code x0} on; not to be changed
     * @param logits {@code [vocabularySize]}, may be changed
     */
    void logits(int position, float[] x, int x0, float[] logits);

    default LogitHook andThen(LogitHook next) {
        LogitHook before = this;
        return new LogitHook() {
            @Override
            public void requireFit(ModelShape shape) {
                before.requireFit(shape);
                next.requireFit(shape);
            }

            @Override
            public void logits(int position, float[] x, int x0, float[] logits) {
                before.logits(position, x, x0, logits);
                next.logits(position, x, x0, logits);
            }
        };
    }
}
