package io.sluice.selection.work;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Artefacts that fit in memory, each with a checksum behind it. One that is damaged is as good as absent: since it follows from
 * its name, it is made again.
 */
final class Artefacts {

    private final ArtefactStore store;

    Artefacts(ArtefactStore store) {
        this.store = store;
    }

    Optional<byte[]> find(String name) throws IOException {
        Optional<InputStream> stored = store.open(name);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = stored.get()) {
            byte[] all = in.readAllBytes();
            int length = all.length - Long.BYTES;
            boolean whole = length >= 0 && ByteBuffer.wrap(all).getLong(length) == sum(all, length);
            return whole ? Optional.of(Arrays.copyOf(all, length)) : Optional.empty();
        }
    }

    void keep(String name, byte[] content) throws IOException {
        store.put(name, out -> write(content, out));
    }

    private static void write(byte[] content, OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.write(content);
        data.writeLong(sum(content, content.length));
        data.flush();
    }

    private static long sum(byte[] bytes, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, length);
        return sum.getValue();
    }
}
