package io.sluice.selection.duplicate;

import org.jspecify.annotations.Nullable;

/**
 * What the search for duplicates has to know of a row. Costly to make, and made for each row alone: on any thread, in any
 * order.
 *
 * @param text      of the text but for its layout
 * @param signature of {@link MinHash}; null where only exact duplicates are looked for
 */
public record Print(Fingerprint text, byte @Nullable [] signature) {
}
