package io.sluice.inference.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * MHR's mixtures as {@code ./sluice train mixture} writes them: JSON.
 *
 * @param weights SHA-256 of each adapter's {@code adapter_model.safetensors}, hex
 * @param logits  Z by {@code [task][layer][projection][head][adapter]}; the task of index i is that of adapter i, projections are
 *                in the order q, k, v, o, gate, up, down
 */
public record MixtureFile(List<String> weights, double[][][][][] logits) {

    /** @throws IOException also when it is not one of these */
    public static MixtureFile read(Path file) throws IOException {
        try {
            return JsonMapper.shared().readValue(Files.readString(file), MixtureFile.class);
        } catch (JacksonException broken) {
            throw new IOException(file + " is no file of mixtures: " + broken.getMessage(), broken);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }

    /** The task of one adapter, with the adapters in the given order; null when one of them is none of these. */
    double @Nullable [][][][] logits(String task, List<String> order) {
        int[] columns = order.stream().mapToInt(weights::indexOf).toArray();
        if (!weights.contains(task) || Arrays.stream(columns).anyMatch(column -> column < 0)) {
            return null;
        }
        return Arrays.stream(logits[weights.indexOf(task)]).map(layer -> Arrays.stream(layer).map(projection -> Arrays.stream(projection)
                .map(head -> Arrays.stream(columns).mapToDouble(e -> head[e]).toArray()).toArray(double[][]::new))
                .toArray(double[][][]::new)).toArray(double[][][][]::new);
    }
}
