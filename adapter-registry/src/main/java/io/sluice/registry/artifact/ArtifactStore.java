package io.sluice.registry.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Bytes by their SHA-256, 64 lower-case hexadecimal digits. What lies under an address never changes, so that every
 * operation may be repeated and two writers of one address don't meet: an object store fits as well as a folder.
 * Thread-safe. All methods block.
 */
public interface ArtifactStore {

    /** What became of a {@link #put}. */
    sealed interface Put {

        /** They are there now, or were before. */
        record Stored(long bytes) implements Put {
        }

        /** The content is another one; nothing was stored. */
        record WrongDigest(String actual) implements Put {
        }

        /** Nothing was stored. */
        record TooLarge(long bytesMax) implements Put {
        }
    }

    /** Stored bytes being read; to be closed. */
    record Content(InputStream stream, long bytes) {
    }

    /** Reads the content to its end or to the bound, and stores it whole or not at all. */
    Put put(String sha256, InputStream content, long bytesMax) throws IOException;

    Optional<Content> get(String sha256) throws IOException;

    boolean exists(String sha256) throws IOException;

    /** Whether there was anything to delete. */
    boolean delete(String sha256) throws IOException;
}
