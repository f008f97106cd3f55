package io.sluice.selection.dataset;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Names that people give to data sets. A name leads to one digest and may be moved to another; whatever has to stay as it is
 * keeps the digest. Thread-safe. All methods block.
 */
public interface SetNames {

    /** What a name is made of; shorter than a digest, so that the two are never mixed up. */
    String FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    /** The same for people. */
    String RULE = "1 to 63 letters, digits, dots, hyphens and underscores, the first a letter or digit";

    static boolean valid(String name) {
        return name.matches(FORM);
    }

    Optional<String> find(String name) throws IOException;

    /** All of them with their digests. */
    SortedMap<String, String> all() throws IOException;

    /** From here on the name leads to this digest. */
    void put(String name, String digest) throws IOException;

    /** Whether there was such a name. */
    boolean delete(String name) throws IOException;
}
