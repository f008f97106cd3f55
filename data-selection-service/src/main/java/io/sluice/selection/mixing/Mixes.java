package io.sluice.selection.mixing;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Mixes by their ids. An implementation may be a folder or an object store. Thread-safe; blocks. */
public interface Mixes {

    /** Idempotent; whole or not at all. */
    void put(Mix mix) throws IOException;

    /** @param id anything; what is no id has no mix */
    Optional<Mix> find(String id) throws IOException;

    /** In the order of their ids. */
    List<String> ids() throws IOException;

    boolean delete(String id) throws IOException;
}
