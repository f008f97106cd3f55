package io.sluice.trainer.adapter;

import io.sluice.trainer.export.FolderDigest;
import io.sluice.trainer.export.SafeTensors;
import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A LoRA from its folder, as a part of a composition. Its change of target t is {@code up[t]·down[t]}.
 *
 * @param name   of its folder
 * @param digest of its configuration and weights, as the registry has it when the folder holds nothing else, hex
 * @param rank   of every product
 * @param up     by target, {@code [rows][rank]}, the scale of the adapter included; zeros where it changes nothing
 * @param down   by target, {@code [rank][columns]}
 */
public record LoraPart(String name, String digest, int rank, List<float[]> up, List<float[]> down) {

    /** @throws IOException if it is no plain LoRA of this base */
    public static LoraPart read(Path folder, Base base) throws IOException {
        JsonNode config = JsonMapper.shared().readTree(Files.readString(folder.resolve(AdapterFolder.CONFIG)));
        int rank = config.path("r").asInt();
        double alpha = config.path("lora_alpha").asDouble();
        boolean plain = config.path("peft_type").asString("").equals("LORA") && !config.path("use_dora").asBoolean()
                && rank >= 1 && alpha > 0;
        if (!plain) {
            throw new IOException(folder + " is no plain LoRA with r and lora_alpha, and only these can be composed");
        }
        double scale = config.path("use_rslora").asBoolean() ? alpha / Math.sqrt(rank) : alpha / rank;
        SafeTensors.Content content = SafeTensors.read(folder.resolve(AdapterFolder.WEIGHTS));
        Set<String> left = new TreeSet<>(content.tensors().keySet());
        List<float[]> up = new ArrayList<>();
        List<float[]> down = new ArrayList<>();
        for (Tensor target : LoraMethod.targets(base)) {
            String name = LoraMethod.peft(target);
            float[] a = factor(content, left, name + ".lora_A.weight", rank, target.columns());
            float[] b = factor(content, left, name + ".lora_B.weight", target.rows(), rank);
            for (int i = 0; i < b.length; i++) {
                b[i] = (float) (b[i] * scale);
            }
            down.add(a);
            up.add(b);
        }
        if (!left.isEmpty()) {
            throw new IOException(folder + " changes " + left.iterator().next() + ", which " + base.name() + " lacks");
        }
        String digest = FolderDigest.of(folder, List.of(AdapterFolder.CONFIG, AdapterFolder.WEIGHTS));
        return new LoraPart(folder.toAbsolutePath().normalize().getFileName().toString(), digest, rank, up, down);
    }

    private static float[] factor(SafeTensors.Content content, Set<String> left, String name, int rows, int columns) throws IOException {
        if (!left.remove(name)) {
            return new float[rows * columns];
        }
        Named factor = content.tensor(name);
        if (!Arrays.equals(factor.shape(), new int[] {rows, columns})) {
            throw new IOException(name + " has the shape " + Arrays.toString(factor.shape()) + ", and the base asks for ["
                    + rows + ", " + columns + "]");
        }
        return factor.floats();
    }
}
