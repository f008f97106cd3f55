package io.sluice.registry.diff;

import io.sluice.contracts.adapter.AdapterDiff;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.platform.safetensors.DamagedTensorsException;
import io.sluice.platform.safetensors.TensorFile;
import io.sluice.platform.safetensors.TensorFile.Tensor;
import io.sluice.platform.safetensors.TensorType;
import io.sluice.registry.artifact.ArtifactStore;
import io.sluice.registry.kind.AdapterConfig;
import io.sluice.registry.kind.AdapterFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares manifests and configurations field by field, and weights tensor by tensor. Thread-safe; blocks. */
public final class VersionDiff {

    private final ArtifactStore store;
    private final Path scratch;
    private final JsonMapper mapper;

    /** @param scratch folder for the two weight files while they are compared */
    public VersionDiff(ArtifactStore store, Path scratch, JsonMapper mapper) {
        this.store = store;
        this.scratch = scratch;
        this.mapper = mapper;
    }

    private static final Set<TensorType> ALL = Set.of(TensorType.values());

    /** Empty when the store has lost a file of either. */
    public Optional<AdapterDiff> of(AdapterManifest from, AdapterManifest to) throws IOException {
        Files.createDirectories(scratch);
        Path before = Files.createTempFile(scratch, "diff", ".from");
        Path after = Files.createTempFile(scratch, "diff", ".to");
        try {
            Map<String, String> left = flat("", mapper.valueToTree(from));
            Map<String, String> right = flat("", mapper.valueToTree(to));
            if (!config(from, before, left) || !config(to, after, right)
                    || !fetch(from, AdapterFolder.WEIGHTS, before) || !fetch(to, AdapterFolder.WEIGHTS, after)) {
                return Optional.empty();
            }
            return Optional.of(new AdapterDiff(from.name(), from.version(), to.version(), fields(left, right),
                    tensors(TensorFile.open(before, ALL), TensorFile.open(after, ALL))));
        } catch (DamagedTensorsException damaged) {
            throw new IOException("the store holds a damaged file: " + damaged.getMessage(), damaged);
        } finally {
            Files.deleteIfExists(before);
            Files.deleteIfExists(after);
        }
    }

    private boolean config(AdapterManifest manifest, Path file, Map<String, String> fields) throws IOException {
        if (!fetch(manifest, AdapterConfig.FILE, file)) {
            return false;
        }
        AdapterConfig.read(file).ifPresent(config -> fields.putAll(flat("config", config.root())));
        return true;
    }

    private boolean fetch(AdapterManifest manifest, String name, Path into) throws IOException {
        for (AdapterManifest.File file : manifest.files()) {
            if (file.name().equals(name)) {
                Optional<ArtifactStore.Content> content = store.get(file.sha256());
                if (content.isPresent()) {
                    try (InputStream in = content.get().stream()) {
                        Files.copy(in, into, StandardCopyOption.REPLACE_EXISTING);
                    }
                    return true;
                }
            }
        }
        return false;
    }

    /** Leaves of a tree by their paths. */
    private static Map<String, String> flat(String path, JsonNode node) {
        Map<String, String> leaves = new TreeMap<>();
        if (node.isObject()) {
            node.properties().forEach(each ->
                    leaves.putAll(flat(path.isEmpty() ? each.getKey() : path + "." + each.getKey(), each.getValue())));
        } else if (!node.isNull()) {
            leaves.put(path, node.isString() ? node.asString() : node.toString());
        }
        return leaves;
    }

    private static List<AdapterDiff.Field> fields(Map<String, String> left, Map<String, String> right) {
        TreeSet<String> names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        return names.stream().filter(name -> !Objects.equals(left.get(name), right.get(name)))
                .map(name -> new AdapterDiff.Field(name, left.get(name), right.get(name))).toList();
    }

    private static List<AdapterDiff.Tensor> tensors(TensorFile before, TensorFile after) throws IOException {
        TreeSet<String> names = new TreeSet<>(before.tensors().keySet());
        names.addAll(after.tensors().keySet());
        List<AdapterDiff.Tensor> different = new ArrayList<>();
        for (String name : names) {
            Tensor left = before.tensors().get(name);
            Tensor right = after.tensors().get(name);
            if (left == null || right == null || !left.shape().equals(right.shape())) {
                different.add(new AdapterDiff.Tensor(name, left == null ? null : left.shape(), right == null ? null : right.shape(), null));
                continue;
            }
            Distance distance = distance(before, after, name);
            if (distance.difference() > 0) {
                different.add(new AdapterDiff.Tensor(name, left.shape(), right.shape(), distance.relative()));
            }
        }
        return different;
    }

    private record Distance(double difference, double norm) {
        @Nullable Double relative() {
            return norm == 0 ? null : Math.sqrt(difference / norm);
        }
    }

    private static Distance distance(TensorFile before, TensorFile after, String name) throws IOException {
        double[] left = new double[Math.toIntExact(before.tensors().get(name).elements())];
        int[] at = {0};
        numbers(before, name, value -> left[at[0]++] = value);
        double[] sums = {0, 0};
        at[0] = 0;
        numbers(after, name, value -> {
            double own = left[at[0]++];
            sums[0] += (value - own) * (value - own);
            sums[1] += own * own;
        });
        return new Distance(sums[0], sums[1]);
    }

    private static void numbers(TensorFile file, String name, DoubleConsumer values) throws IOException {
        if (file.tensors().get(name).type() == TensorType.I32) {
            file.readWholes(name, values::accept);
        } else {
            file.read(name, values::accept);
        }
    }
}
