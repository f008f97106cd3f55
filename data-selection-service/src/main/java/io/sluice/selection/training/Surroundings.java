package io.sluice.selection.training;

import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.selection.selector.SelectorException;
import java.util.Optional;

/** What other services know of models. Thread-safe; waits for answers, and throws MODEL_UNAVAILABLE where there are none. */
interface Surroundings {

    /** Digest of a model that answers; empty where none of that name does. */
    Optional<String> digest(String base) throws SelectorException;

    /** Whether a model with an adapter can be asked; it is loaded if need be. */
    boolean answers(String model) throws SelectorException;

    /** The version that a training job has made, where the registry has it. */
    Optional<AdapterVersion> madeBy(String job, String adapter) throws SelectorException;
}
