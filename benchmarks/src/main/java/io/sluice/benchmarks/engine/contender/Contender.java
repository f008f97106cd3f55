package io.sluice.benchmarks.engine.contender;

import java.io.IOException;

/** An engine in this JVM. Used by one thread. */
interface Contender extends AutoCloseable {

    /** Called once, before everything else. */
    Loaded load(Command command) throws IOException;

    /** Lets compilers and caches settle; nothing is measured. */
    void warm(double seconds);

    /** Appends tokens to the sequence and gives the most likely next one. */
    int read(int[] tokens);

    /** Like {@link #read}, and gives the largest logits. */
    TopLogits readLogits(int[] tokens, int count);

    /** Forgets the sequence. */
    void restart();

    /** Forgets all but the first tokens of the sequence; false when the engine can't. */
    boolean rewind(int length);

    @Override
    void close();
}
