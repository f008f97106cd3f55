package io.sluice.selection.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** A data set on its way into a store. Gone when it is closed, unless it was kept. Not thread-safe. */
public interface Staging extends Closeable {

    OutputStream create(Part part) throws IOException;

    InputStream open(Part part) throws IOException;

    /** An empty folder on the local disk for what is needed only on the way; gone with the rest, and never kept. */
    Path scratch() throws IOException;

    /**
     * All parts at once are in the store afterwards, safe from a crash, or were before.
     *
     * @return whether they are new
     */
    boolean keep(String digest) throws IOException;
}
