package io.sluice.inference.engine;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import io.sluice.inference.engine.hook.WeightHook;
import io.sluice.inference.kernel.BlockTensor;
import io.sluice.inference.kernel.PanelTensor;
import io.sluice.inference.kernel.WeightTensor;
import io.sluice.inference.kernel.WeightTensor.NotFiniteException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Loads a Llama-family model's tensors by their Hugging Face names and repacks them for the kernels. */
final class WeightReader {

    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";
    /** Tables that old exports carry and that the configuration determines. */
    private static final Pattern DERIVED = Pattern.compile(".*rotary_emb\\.(inv_freq|cos_cached|sin_cached)");

    private final ModelConfig config;
    private final SafetensorsFolder folder;
    private final List<WeightHook> hooks;
    private final Arena arena;
    private final Set<String> merged = new HashSet<>();
    private long parameters;

    /**
     * @param hooks change projections on their way, in this order
     * @param arena holds the repacked matrices
     */
    WeightReader(ModelConfig config, SafetensorsFolder folder, List<WeightHook> hooks, Arena arena) {
        this.config = config;
        this.folder = folder;
        this.hooks = hooks;
        this.arena = arena;
    }

    /** @throws ModelRefusedException when a tensor is missing, superfluous, misshapen or not finite */
    ModelWeights read() {
        MatrixRows embedding = embedding();
        List<ModelWeights.Layer> layers = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            layers.add(layer("model.layers." + i + "."));
        }
        float[] norm = vector("model.norm.weight", config.width());
        WeightTensor head = matrix(config.width(), Part.of(headName(), config.vocabularySize()));
        if (!config.tiedHead()) {
            parameters += (long) config.vocabularySize() * config.width();
        }
        refuseUnread();
        refuseUnmerged();
        return new ModelWeights(embedding, layers, norm, head, parameters);
    }

    private MatrixRows embedding() {
        MatrixRows rows = MatrixRows.mapped(folder.load(EMBEDDING, config.vocabularySize(), config.width())).copy(arena);
        float[] row = new float[config.width()];
        // Where it is also the output matrix it is checked as that.
        for (int token = 0; token < config.vocabularySize() && headName().equals(HEAD); token++) {
            rows.read(token, row, 0);
            requireFinite(EMBEDDING + " is damaged: row " + token + ", column ", row);
        }
        return rows;
    }

    private static void requireFinite(String where, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new ModelRefusedException("the tensor " + where + i + " is not a finite number");
            }
        }
    }

    /** A tied model may carry a quantised copy of its embedding for the product; any other head of it is ignored. */
    private String headName() {
        boolean own = !config.tiedHead() || folder.has(HEAD) && SafetensorsFolder.isQuantized(folder.type(HEAD));
        return own ? HEAD : EMBEDDING;
    }

    private ModelWeights.Layer layer(String base) {
        String attention = base + "self_attn.";
        int width = config.width();
        int query = config.queryWidth();
        int keyValue = config.kvWidth();
        return new ModelWeights.Layer(
                vector(base + "input_layernorm.weight", width),
                matrix(width, Part.of(attention + "q_proj.weight", query),
                        Part.of(attention + "k_proj.weight", keyValue), Part.of(attention + "v_proj.weight", keyValue)),
                inputBias(attention),
                config.queryKeyNorm() ? vector(attention + "q_norm.weight", config.headSize()) : null,
                config.queryKeyNorm() ? vector(attention + "k_norm.weight", config.headSize()) : null,
                matrix(query, Part.of(attention + "o_proj.weight", width)),
                folder.has(attention + "o_proj.bias") ? vector(attention + "o_proj.bias", width) : null,
                vector(base + "post_attention_layernorm.weight", width),
                matrix(width, Part.of(base + "mlp.gate_proj.weight", config.mlpWidth()),
                        Part.of(base + "mlp.up_proj.weight", config.mlpWidth())),
                matrix(config.mlpWidth(), Part.of(base + "mlp.down_proj.weight", width)));
    }

    private float @Nullable [] inputBias(String attention) {
        if (!folder.has(attention + "q_proj.bias") && !config.architecture().startsWith("Qwen2")) {
            return null;
        }
        float[] bias = new float[config.queryWidth() + 2 * config.kvWidth()];
        System.arraycopy(vector(attention + "q_proj.bias", config.queryWidth()), 0, bias, 0, config.queryWidth());
        System.arraycopy(vector(attention + "k_proj.bias", config.kvWidth()), 0, bias, config.queryWidth(),
                config.kvWidth());
        System.arraycopy(vector(attention + "v_proj.bias", config.kvWidth()), 0, bias,
                config.queryWidth() + config.kvWidth(), config.kvWidth());
        return bias;
    }

    /** A matrix of the file that becomes rows of a fused one. */
    private record Part(String name, int rows) {
        static Part of(String name, int rows) {
            return new Part(name, rows);
        }
    }

    /** The parts one below the other: as they are when all are quantised alike or BF16, else F32. */
    private WeightTensor matrix(int columns, Part... parts) {
        int rows = 0;
        boolean bf16 = true;
        DType first = folder.type(parts[0].name());
        for (Part part : parts) {
            DType type = folder.type(part.name());
            if (type != first && (SafetensorsFolder.isQuantized(type) || SafetensorsFolder.isQuantized(first))) {
                throw new ModelRefusedException("the tensors " + parts[0].name() + " and " + part.name()
                        + " are stored as " + first + " and " + type + ", and have to be quantised alike");
            }
            rows += part.rows();
            bf16 &= type == DType.BF16;
            parameters += (long) part.rows() * columns;
        }
        WeightTensor weights = SafetensorsFolder.isQuantized(first) ? new BlockTensor(first, rows, columns, arena)
                : new PanelTensor(bf16 ? DType.BF16 : DType.F32, rows, columns, arena);
        int row = 0;
        for (Part part : parts) {
            fill(weights, row, part, columns);
            row += part.rows();
        }
        return weights;
    }

    /** Between two matrices a load can be given up; what it has taken goes with its arena. */
    private static void requireWanted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new ModelRefusedException("the load was interrupted");
        }
    }

    private void fill(WeightTensor weights, int first, Part part, int columns) {
        requireWanted();
        @SuppressWarnings("rawtypes")
        AbstractTensor source = folder.load(part.name(), part.rows(), columns);
        List<WeightHook> changes = part.name().equals(EMBEDDING) ? List.of()
                : hooks.stream().filter(hook -> hook.tensors().contains(part.name())).toList();
        try (Arena merging = Arena.ofConfined()) {
            weights.fill(first, changes.isEmpty() ? source : MergedMatrix.of(part.name(), source, changes, merging));
            changes.forEach(_ -> merged.add(part.name()));
        } catch (NotFiniteException e) {
            throw new ModelRefusedException("the tensor " + part.name() + " is damaged: " + e.getMessage(), e);
        }
    }

    private float[] vector(String name, int length) {
        @SuppressWarnings("rawtypes")
        AbstractTensor tensor = folder.load(name, length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = tensor.get(0, i);
        }
        requireFinite(name + " is damaged: element ", values);
        parameters += length;
        return values;
    }

    private void refuseUnmerged() {
        for (WeightHook hook : hooks) {
            for (String tensor : new TreeSet<>(hook.tensors())) {
                if (!merged.contains(tensor)) {
                    throw new ModelRefusedException("an adapter changes " + tensor + ", which is no projection of the model");
                }
            }
        }
    }

    /** A tensor that the forward pass doesn't know would change the result, were it known. */
    private void refuseUnread() {
        for (String name : folder.unread()) {
            boolean spareHead = name.equals(HEAD) && config.tiedHead();
            if (!spareHead && !DERIVED.matcher(name).matches()) {
                throw new ModelRefusedException("the tensor " + name + " is none that " + config.architecture()
                        + " with " + config.layers() + " layers uses");
            }
        }
    }
}
