package io.sluice.inference.quantization;

import com.github.tjake.jlama.safetensors.DType;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.QuantizedOrigin;
import io.sluice.inference.engine.SafetensorsHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Quantises a Hugging Face folder of F32, F16 or BF16 safetensors into a new folder.
 *
 * <p>The matrices of products become blocks; embeddings, norms, biases and whatever has rows that are no multiple of 32
 * long stay as they are. Configuration and tokenizer are copied, but not {@code reference.json}: its numbers are those of
 * the exact weights. The new folder is written beside its place and moved there when it is whole.
 */
public final class ModelQuantizer {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CONFIG = "config.json";
    private static final String INDEX = "model.safetensors.index.json";
    private static final List<String> LEFT_OUT = List.of(INDEX, "reference.json");
    private static final String COPIED = "*.{json,jinja,txt,md,model}";

    /** Told of each tensor. */
    public interface Progress {

        /**
         * @param number from 1 to {@code count}
         * @param from   the type it had
         * @param error  null when the tensor was copied as it was
         */
        void done(int number, int count, String tensor, int[] shape, DType from, @Nullable TensorError error);
    }

    /** @param bytesBefore size of the weight files, as {@code bytesAfter} of the new ones */
    public record Report(Path folder, int quantized, int copied, long bytesBefore, long bytesAfter) {
    }

    private final BlockFormat format;
    private final Progress progress;
    private int number;
    private int quantized;
    private long bytesAfter;

    public ModelQuantizer(BlockFormat format, Progress progress) {
        this.format = format;
        this.progress = progress;
    }

    /**
     * @param target a folder that doesn't exist yet
     * @throws QuantizationException when the source can't be quantised or the target is there
     * @throws IOException           when reading or writing fails; what was written is removed
     */
    public Report quantize(Path source, Path target) throws IOException {
        boolean tiedHead = check(source, target);
        Map<String, SafetensorsHeader> files = headers(source);
        Map<String, List<TensorPlan>> plans = new LinkedHashMap<>();
        files.forEach((file, header) -> plans.put(file, TensorPlan.of(header.tensors(), tiedHead)));
        if (plans.values().stream().flatMap(List::stream).noneMatch(TensorPlan::packed)) {
            throw new QuantizationException("none of the weights can be quantised: rows have to be multiples of "
                    + BlockFormat.BLOCK + " long");
        }
        Path absolute = target.toAbsolutePath().normalize();
        Files.createDirectories(absolute.getParent());
        Path partial = absolute.resolveSibling("." + absolute.getFileName() + ".partial-" + ProcessHandle.current().pid());
        delete(partial);
        Files.createDirectory(partial);
        Thread cleaner = new Thread(() -> delete(partial));
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            write(source, partial, files, plans);
            Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw new QuantizationException(target + " exists", e);
        } finally {
            delete(partial);
            Runtime.getRuntime().removeShutdownHook(cleaner);
        }
        long bytesBefore = 0;
        for (String file : files.keySet()) {
            bytesBefore += Files.size(source.resolve(file));
        }
        return new Report(target, quantized, number - quantized, bytesBefore, bytesAfter);
    }

    /** @return whether the embedding is also the output matrix */
    private static boolean check(Path source, Path target) {
        if (!Files.isDirectory(source)) {
            throw new QuantizationException(source + (Files.exists(source) ? " is no folder" : " doesn't exist"));
        }
        if (Files.exists(target)) {
            throw new QuantizationException(target + " exists; name another folder with --out");
        }
        JsonNode config;
        try {
            config = JSON.readTree(source.resolve(CONFIG));
        } catch (JacksonException e) {
            throw new QuantizationException(source + " is no model folder: its " + CONFIG
                    + (Files.exists(source.resolve(CONFIG)) ? " can't be read" : " is missing"), e);
        }
        if (config.has("quantization_config")) {
            throw new QuantizationException(source + " is already quantised: its " + CONFIG + " has a quantization_config");
        }
        return config.path("tie_word_embeddings").asBoolean(false);
    }

    private static Map<String, SafetensorsHeader> headers(Path source) {
        Map<String, SafetensorsHeader> files;
        try {
            files = SafetensorsHeader.ofFolder(source);
        } catch (ModelRefusedException e) {
            throw new QuantizationException(e.getMessage(), e);
        }
        files.forEach((file, header) -> header.tensors().forEach((name, tensor) -> {
            if (tensor.type() == DType.Q4 || tensor.type() == DType.I8) {
                throw new QuantizationException(
                        source + " is already quantised: its tensor " + name + " is stored as " + tensor.type());
            }
        }));
        return files;
    }

    private void write(Path source, Path partial, Map<String, SafetensorsHeader> files,
            Map<String, List<TensorPlan>> plans) throws IOException {
        int count = plans.values().stream().mapToInt(List::size).sum();
        for (Map.Entry<String, List<TensorPlan>> file : plans.entrySet()) {
            QuantizedFile writer = new QuantizedFile(format, files.get(file.getKey()), file.getValue());
            bytesAfter += writer.write(source.resolve(file.getKey()), partial.resolve(file.getKey()), (plan, error) -> {
                quantized += error == null ? 0 : 1;
                progress.done(++number, count, plan.name(), plan.source().shape(), plan.source().type(), error);
            });
        }
        if (Files.exists(source.resolve(INDEX))) {
            Files.write(partial.resolve(INDEX), index(plans));
        }
        try (DirectoryStream<Path> others = Files.newDirectoryStream(source, COPIED)) {
            for (Path other : others) {
                if (Files.isRegularFile(other) && !LEFT_OUT.contains(other.getFileName().toString())) {
                    Files.copy(other, partial.resolve(other.getFileName()));
                }
            }
        }
        Files.writeString(partial.resolve(QuantizedOrigin.FILE), QuantizedOrigin.text(source));
    }

    private byte[] index(Map<String, List<TensorPlan>> plans) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("metadata").put("total_size", bytesAfter);
        ObjectNode names = root.putObject("weight_map");
        plans.forEach((file, tensors) -> tensors.forEach(plan -> {
            names.put(plan.name(), file);
            if (plan.packed()) {
                names.put(plan.name() + ".qb", file);
            }
        }));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the unfinished " + folder + " can't be removed", e);
        }
    }
}
