package io.sluice.inference.engine;

/** A pass needs more pages of keys and values than are free. No cache has changed; closing others makes room. */
public final class KvExhaustedException extends RuntimeException {

    public KvExhaustedException(int needed, int free) {
        super("the pass needs " + needed + " pages of keys and values and " + free + " are free");
    }
}
