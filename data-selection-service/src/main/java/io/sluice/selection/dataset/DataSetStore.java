package io.sluice.selection.dataset;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Optional;

/**
 * Data sets by the SHA-256 of their rows, 64 lower-case hexadecimal digits. What lies under a digest never changes and is
 * there whole or not at all, so that every operation may be repeated and two writers of one set don't meet: an object store
 * with ranged reads fits as well as a folder. Thread-safe. All methods block.
 */
public interface DataSetStore {

    Staging stage() throws IOException;

    /** For reading, to be closed; empty where there is no such set. */
    Optional<SeekableByteChannel> open(String digest, Part part) throws IOException;

    boolean exists(String digest) throws IOException;

    /** All digests, ascending. */
    List<String> digests() throws IOException;

    /** Whether there was anything to delete. */
    boolean delete(String digest) throws IOException;
}
