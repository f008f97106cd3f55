package io.sluice.selection.selector;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * Things that one thread uses at a time and that are worth keeping, such as compressors. There are never more than threads
 * that used one at the same time.
 */
public final class Workbench<T> {

    private final ConcurrentLinkedDeque<T> idle = new ConcurrentLinkedDeque<>();
    private final Supplier<T> maker;

    public Workbench(Supplier<T> maker) {
        this.maker = maker;
    }

    public T take() {
        T kept = idle.pollFirst();
        return kept == null ? maker.get() : kept;
    }

    /** What failed in use is not given back. */
    public void giveBack(T thing) {
        idle.addFirst(thing);
    }
}
