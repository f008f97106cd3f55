package io.sluice.inference.adapter;

import io.sluice.inference.adapter.selection.Centroids;
import io.sluice.inference.adapter.selection.HeadMixture;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.hook.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What selectors know of a base and of some of its adapters beside their weights, as {@link Calibration} found it: JSON.
 *
 * @param base       name of the model
 * @param baseDigest of the model, as workers tell it
 * @param spread     variance of a prompt's mean hidden state within the tasks, {@code [width]}
 * @param adapters   that were there
 */
public record SelectionFile(String base, String baseDigest, double[] spread, List<Entry> adapters) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * @param task     what it was trained for
     * @param weights  SHA-256 of its {@code adapter_model.safetensors}, hex
     * @param centroid mean hidden state of its training prompts, {@code [width]}
     * @param mixture  MHR's Z for this task, {@code [layer][projection][head][adapter]} with the adapters in the order of the
     *                 file; absent where none was learned
     */
    public record Entry(String task, String weights, double[] centroid, double @Nullable [][][][] mixture) {
    }

    /** @throws ModelRefusedException when it is not one of these */
    public static SelectionFile read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), SelectionFile.class).checked(file);
        } catch (IOException | JacksonException broken) {
            throw new ModelRefusedException("the selection file " + file + " can't be read: " + broken.getMessage(), broken);
        }
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    /** JSON may leave out what is needed. */
    @SuppressWarnings("ConstantConditions")
    private SelectionFile checked(Path file) {
        boolean whole = base != null && baseDigest != null && spread != null && adapters != null && !adapters.isEmpty()
                && adapters.stream().allMatch(each -> each != null && each.task() != null && each.weights() != null
                        && each.centroid() != null && each.centroid().length == spread.length && mixes(each.mixture()));
        if (!whole) {
            throw new ModelRefusedException("the selection file " + file + " lacks a field, or holds one of another shape");
        }
        return this;
    }

    private boolean mixes(double @Nullable [][][][] mixture) {
        return mixture == null || Arrays.stream(mixture).allMatch(layer -> layer.length == Projection.values().length
                && Arrays.stream(layer).flatMap(Arrays::stream).allMatch(head -> head.length == adapters.size()));
    }

    /** By the digest of its weights. */
    Optional<Entry> find(String weights) {
        return adapters.stream().filter(each -> each.weights().equals(weights)).findFirst();
    }

    Centroids centroids(List<Entry> of) {
        return new Centroids(of.stream().map(Entry::centroid).toList(), spread);
    }

    /** The task's mixture among some of the adapters, in their order. */
    HeadMixture mixture(double[][][][] logits, List<Entry> among) {
        int[] columns = among.stream().mapToInt(adapters::indexOf).toArray();
        return new HeadMixture(Arrays.stream(logits).map(layer -> Arrays.stream(layer).map(projection -> Arrays.stream(projection)
                .map(head -> Arrays.stream(columns).mapToDouble(e -> head[e]).toArray()).toArray(double[][]::new))
                .toArray(double[][][]::new)).toArray(double[][][][]::new));
    }
}
