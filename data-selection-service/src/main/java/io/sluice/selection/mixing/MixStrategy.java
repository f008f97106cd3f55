package io.sluice.selection.mixing;

/** The order in which specialised and general data are learned; after Dong et al. 2023, arXiv 2310.05492, §3.4. */
public enum MixStrategy {

    /** All at once. */
    MULTI_TASK,

    /** Each specialised set by itself, then the general ones. */
    SEQUENTIAL,

    /** The specialised sets together, then the general ones. */
    MIXED_SEQUENTIAL,

    /** The specialised sets together, then the general ones with a fraction of the specialised. */
    DMT
}
