package io.sluice.selection.work;

import io.sluice.selection.duplicate.Fingerprint;
import io.sluice.selection.duplicate.MinHash;
import io.sluice.selection.duplicate.Print;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One shard's prints as bytes: 16 for each record's text and, where near duplicates are looked for, 128 of its signature; zeros for what is no row. */
final class ShardPrints {

    private static final int TEXT_BYTES = 2 * Long.BYTES;

    private final ByteBuffer bytes;
    private final boolean near;

    private ShardPrints(ByteBuffer bytes, boolean near) {
        this.bytes = bytes;
        this.near = near;
    }

    static ShardPrints of(int records, boolean near) {
        return new ShardPrints(ByteBuffer.allocate(records * width(near)), near);
    }

    static ShardPrints read(byte[] bytes, boolean near) {
        return new ShardPrints(ByteBuffer.wrap(bytes), near);
    }

    private static int width(boolean near) {
        return near ? TEXT_BYTES + MinHash.PERMUTATIONS : TEXT_BYTES;
    }

    void put(int place, Print print) {
        int at = place * width(near);
        bytes.putLong(at, print.text().high()).putLong(at + Long.BYTES, print.text().low());
        if (near && print.signature() != null) {
            bytes.put(at + TEXT_BYTES, print.signature());
        }
    }

    /** Null for what is no row. */
    @Nullable Print get(int place) {
        int at = place * width(near);
        Fingerprint text = new Fingerprint(bytes.getLong(at), bytes.getLong(at + Long.BYTES));
        if (text.high() == 0 && text.low() == 0) {
            return null;
        }
        byte[] signature = null;
        if (near) {
            signature = new byte[MinHash.PERMUTATIONS];
            bytes.get(at + TEXT_BYTES, signature);
        }
        return new Print(text, signature);
    }

    byte[] toBytes() {
        return bytes.array();
    }
}
