package io.sluice.selection.work;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * What jobs leave for one another, by names that say what it was made of: parts of {@code [a-z0-9-]} joined by slashes. Two
 * writers of one name write the same, and what is there is whole, so that writing again does no harm: an object store fits as
 * well as a folder. Thread-safe. All methods block.
 */
public interface ArtefactStore {

    /** For reading, to be closed. */
    Optional<InputStream> open(String name) throws IOException;

    /** Stored when all of it was written, safe from a crash; where it wasn't, nothing is left. */
    void put(String name, Content content) throws IOException;

    /** All whose names begin with these parts. */
    void delete(String begin) throws IOException;

    /** Writes itself. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }
}
