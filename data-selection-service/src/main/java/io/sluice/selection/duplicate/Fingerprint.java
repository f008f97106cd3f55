package io.sluice.selection.duplicate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 128 bits of a SHA-256: no two texts of 10⁷ share one by chance (p below 10⁻²⁴), and nobody can make two that do
 * so that another's row is dropped.
 */
public record Fingerprint(long high, long low) {

    /** Makes fingerprints; not thread-safe. */
    public static final class Maker {

        private final MessageDigest sha256;

        public Maker() {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        public Fingerprint of(String text) {
            ByteBuffer digest = ByteBuffer.wrap(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
            return new Fingerprint(digest.getLong(), digest.getLong());
        }
    }
}
