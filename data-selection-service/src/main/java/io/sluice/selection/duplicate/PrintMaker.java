package io.sluice.selection.duplicate;

import io.sluice.selection.row.Row;
import org.jspecify.annotations.Nullable;

/** Makes prints of rows; one for each thread. */
public final class PrintMaker {

    private final Fingerprint.Maker fingerprints = new Fingerprint.Maker();
    private final @Nullable MinHash minHash;

    /** @param near whether near duplicates are looked for, too */
    public PrintMaker(boolean near) {
        minHash = near ? new MinHash() : null;
    }

    public Print of(Row row) {
        String text = row.text();
        return new Print(fingerprints.of(NormalText.of(text)), minHash == null ? null : minHash.signature(text));
    }
}
