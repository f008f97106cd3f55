package io.sluice.tasks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which part of the data a prompt belongs to: 90 % train, 5 % calibration, 5 % test.
 *
 * <p>The prompt's SHA-256 decides, so that the parts are disjoint for every seed and every volume.
 */
public enum Split {
    TRAIN,
    CALIBRATION,
    TEST;

    public static Split of(String prompt) {
        long bucket = Long.remainderUnsigned(ByteBuffer.wrap(sha256(prompt)).getLong(), 100);
        if (bucket < 90) {
            return TRAIN;
        }
        return bucket < 95 ? CALIBRATION : TEST;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
