package io.sluice.selection.promotion;

import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.selection.selector.SelectorException;
import java.io.IOException;
import java.util.Optional;

/** Selection jobs of this service. Blocks. Thread-safe. */
public interface Selections {

    Optional<SelectionJob> find(String job);

    /**
     * Begun again it is one job.
     *
     * @throws SelectorException telling the field that does not fit
     */
    void begin(String job, SelectionRequest request, String actor) throws SelectorException, IOException;

    /** Where it has not ended. */
    void cancel(String job, String actor);
}
