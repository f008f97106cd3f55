package io.sluice.trainer.mixture;

import io.sluice.trainer.export.SafeTensors;
import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.model.ParameterLayout;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A LoRA from a PEFT folder.
 *
 * @param task    that its lineage tells, empty where it doesn't
 * @param weights SHA-256 of its {@code adapter_model.safetensors}, hex
 * @param factors by the name of the changed weight
 */
public record LoraFolder(String task, String weights, int rank, Map<String, Factors> factors) {

    private static final String WEIGHTS = "adapter_model.safetensors";

    /**
     * @param a {@code [rank, columns]}
     * @param b {@code [rows, rank]}, times what the product counts
     */
    public record Factors(float[] a, float[] b) {}

    /** @throws IOException also when it is none, or changes something else than projections of a layer */
    public static LoraFolder read(Path folder, ParameterLayout layout) throws IOException {
        JsonNode config = json(folder.resolve("adapter_config.json"));
        int rank = config.path("r").asInt(0);
        if (!config.path("peft_type").asString("").equals("LORA") || rank < 1) {
            throw new IOException(folder + " is no PEFT folder of type LORA");
        }
        double alpha = config.path("lora_alpha").asDouble(8);
        double scale = alpha / (config.path("use_rslora").asBoolean(false) ? Math.sqrt(rank) : rank);
        Path lineage = folder.resolve("sluice.json");
        String task = Files.exists(lineage) ? json(lineage).path("task").asString("") : "";
        Map<String, Named> tensors = SafeTensors.read(folder.resolve(WEIGHTS)).tensors();
        Map<String, Factors> factors = new HashMap<>();
        for (Tensor target : layout.tensors()) {
            String name = "base_model.model." + target.name().replaceFirst("\\.weight$", "");
            Named a = tensors.get(name + ".lora_A.weight");
            Named b = tensors.get(name + ".lora_B.weight");
            if (a != null && b != null) {
                factors.put(target.name(), factors(folder, target, rank, scale, a.floats(), b.floats()));
            }
        }
        if (factors.size() * 2 != tensors.size()) {
            throw new IOException(folder + " changes something else than this base's projections");
        }
        return new LoraFolder(task, sha256(Files.readAllBytes(folder.resolve(WEIGHTS))), rank, factors);
    }

    private static Factors factors(Path folder, Tensor target, int rank, double scale, float[] a, float[] b) throws IOException {
        if (a.length != rank * target.columns() || b.length != target.rows() * rank) {
            throw new IOException(folder + " has factors for " + target.name() + " of another size");
        }
        float[] scaled = new float[b.length];
        for (int i = 0; i < b.length; i++) {
            scaled[i] = (float) (scale * b[i]);
        }
        return new Factors(a, scaled);
    }

    private static JsonNode json(Path file) throws IOException {
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (JacksonException broken) {
            throw new IOException(file + " is no JSON: " + broken.getMessage(), broken);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
