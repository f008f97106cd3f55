package io.sluice.contracts.adapter;

import java.nio.charset.StandardCharsets;

/** What a signature vouches for: that these bytes are this version of this adapter for this base. */
public final class AdapterStatement {

    private static final String HEAD = "sluice-adapter-v1";

    private AdapterStatement() {
    }

    /** The signed bytes: five lines, UTF-8, each ended by a line feed. */
    public static byte[] bytes(String name, String version, String digest, String baseDigest) {
        return String.join("\n", HEAD, name, version, digest, baseDigest, "").getBytes(StandardCharsets.UTF_8);
    }
}
