package io.sluice.selection.selector;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A way of saying how much a row of the pool is worth for a target. It is prepared once a job; what that leaves are bytes from
 * which any replica makes the same {@link Scorer}: the same rows get the same scores, to the bit, in whatever shard, order
 * or thread they are scored. Selectors have no state of their own.
 */
public interface Selector {

    /** What a selector works from. */
    enum Need {
        /** A sample of rows that are like what is wanted. */
        TARGET,
        /** Rows of the pool, before the first is scored. */
        POOL,
        /** Models that say how likely a text is. */
        LIKELIHOODS
    }

    /**
     * What a person who chooses among selectors is told.
     *
     * @param name    as jobs and reports name it
     * @param meaning one sentence
     * @param knobs   what can be set
     * @param needs   what it can't work without
     * @param version of the prepared state; a state of another version is refused, never guessed at
     */
    record About(String name, String meaning, List<Knob> knobs, Set<Need> needs, int version) {
    }

    About about();

    default String name() {
        return about().name();
    }

    default int version() {
        return about().version();
    }

    /**
     * Settings, held against their ranges and one another; whatever rows there are, nothing more is found wrong with them.
     *
     * @throws SelectorException telling the setting that has to change
     */
    default Settings settings(Map<String, ?> given) throws SelectorException {
        return Settings.of(about().knobs(), given);
    }

    /** @throws SelectorException telling the field that has to change, or that models can't be reached */
    Prepared prepare(Preparation with) throws SelectorException;

    /**
     * @param prepared    of this selector
     * @param likelihoods asked only by selectors with {@link Need#LIKELIHOODS}
     * @throws SelectorException where the state can't be read, or this machine would score otherwise than the one that prepared
     */
    Scorer scorer(Prepared prepared, Likelihoods likelihoods) throws SelectorException;
}
