package io.sluice.inference.engine;

import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.NormHook.Norm;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.kernel.HeapTensor;
import io.sluice.inference.kernel.Kernels;
import io.sluice.inference.kernel.WeightTensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a Llama-family transformer (arXiv:2302.13971: RMSNorm before each part, rotary positions, grouped-query
 * attention, SwiGLU) over a tile of rows, where a row is one token of one sequence.
 *
 * <p>Matrix products run over all rows of the tile; attention runs row by row over the row's own cache, into which the
 * keys and values of the whole tile have been written before. Nothing that one row computes depends on another row
 * except through the cache, so results are the same bits for every way to cut sequences into tiles. In the last block
 * only the rows whose logits are wanted, and those that hooks watch, go on after their keys and values are stored.
 */
final class ForwardPass {

    /** Rows that one pass over the weights serves. */
    static final int ROWS_MAX = 64;

    /** Products of a query's element and a key's from which heads are shared by threads: some tens of microseconds. */
    private static final long SHARED_PRODUCTS_MIN = 1 << 19;
    /** Elements of the MLP from which its gate is shared: some tens of microseconds, too. */
    private static final int SHARED_GATES_MIN = 1 << 17;
    /** Elements that adapters read and write from which they are shared: with the lowest ranks some microseconds. */
    private static final int SHARED_ADAPTERS_MIN = 1 << 12;

    private static final Projection[] QUERY_KEY_VALUE = {Projection.QUERY, Projection.KEY, Projection.VALUE};
    private static final Projection[] OUTPUT = {Projection.OUTPUT};
    private static final Projection[] GATE_UP = {Projection.GATE, Projection.UP};
    private static final Projection[] DOWN = {Projection.DOWN};

    private final ModelConfig config;
    private final ModelWeights weights;
    private final Kernels kernels;
    private final RotaryTable rotary;
    /** One for each thread. */
    private final Attention[] attention;
    private final Kernels[] threads;
    private final Kernels.Work attending = this::attendHeads;
    private final Kernels.Work gating = this::gateRows;
    private final Kernels.Work adapting = this::adapt;

    private final HeapTensor hidden;
    private final HeapTensor normed;
    private final HeapTensor projected;
    private final HeapTensor queryKeyValue;
    private final HeapTensor attended;
    private final HeapTensor gateUp;
    private final HeapTensor gated;
    private final HeapTensor logits;

    private final PagedKvCache[] caches = new PagedKvCache[ROWS_MAX];
    private final int[] positions = new int[ROWS_MAX];
    /** A norm's weights as one row has them. */
    private final float[] normWeight;
    private final float[] @Nullable [] wanted = new float[ROWS_MAX][];
    private final Hooks[] hooks = new Hooks[ROWS_MAX];
    private int rows;
    private int hookedRows;
    private int layer;
    private Projection[] adapted = DOWN;
    private HeapTensor adaptedFrom;
    private HeapTensor adaptedTo;

    ForwardPass(ModelConfig config, ModelWeights weights, Kernels kernels, KvPagePool pool) {
        this.config = config;
        this.weights = weights;
        this.kernels = kernels;
        this.rotary = new RotaryTable(config);
        this.threads = kernels.threads().toArray(Kernels[]::new);
        this.attention = new Attention[threads.length];
        for (int i = 0; i < threads.length; i++) {
            attention[i] = new Attention(config, threads[i], pool, rotary);
        }
        this.hidden = new HeapTensor(ROWS_MAX, config.width());
        this.normed = new HeapTensor(ROWS_MAX, config.width());
        this.projected = new HeapTensor(ROWS_MAX, config.width());
        this.queryKeyValue = new HeapTensor(ROWS_MAX, config.queryWidth() + 2 * config.kvWidth());
        this.attended = new HeapTensor(ROWS_MAX, config.queryWidth());
        this.gateUp = new HeapTensor(ROWS_MAX, 2 * config.mlpWidth());
        this.gated = new HeapTensor(ROWS_MAX, config.mlpWidth());
        this.normWeight = new float[config.width()];
        this.logits = new HeapTensor(logitRows(config), config.vocabularySize());
        this.adaptedFrom = gated;
        this.adaptedTo = projected;
    }

    /** A head of 128 000 tokens would take 32 MB for a whole tile. */
    private static int logitRows(ModelConfig config) {
        return Math.clamp((1 << 20) / config.vocabularySize(), 1, ROWS_MAX);
    }

    boolean isFull() {
        return rows == ROWS_MAX;
    }

    /**
     * Adds a row.
     *
     * @param position of the token in its sequence; its cache has been reserved that far
     * @param token    of the vocabulary, or an extra one that the hooks know
     * @param hooks    of the sequence
     * @param target   receives the row's logits; null when nobody wants them
     */
    void add(PagedKvCache cache, int token, int position, Hooks hooks, float @Nullable [] target) {
        embed(token, position, hooks);
        rotary.reach(position + 1);
        caches[rows] = cache;
        positions[rows] = position;
        wanted[rows] = target;
        this.hooks[rows] = hooks;
        hookedRows += hooks.isNone() ? 0 : 1;
        rows++;
    }

    private void embed(int token, int position, Hooks hooks) {
        int at = rows * config.width();
        if (token < config.vocabularySize()) {
            weights.embedding().read(token, hidden.values(), at);
            hooks.token(token, position, hidden.values(), at);
        } else {
            hooks.extra(token - config.vocabularySize(), hidden.values(), at);
        }
    }

    /** Forgets rows that were added and not run. */
    void clear() {
        rows = 0;
        hookedRows = 0;
    }

    /** Runs the rows that were added and forgets them. */
    void run() {
        if (rows == 0) {
            return;
        }
        int last = config.layers() - 1;
        for (layer = 0; layer <= last; layer++) {
            ModelWeights.Layer block = weights.layers().get(layer);
            project(block);
            if (layer == last) {
                keep(true);
            }
            if (rows > 0) {
                attend();
                finish(block);
                showHidden();
            }
        }
        keep(false);
        head();
        clear();
    }

    /** Queries, keys and values of all rows; keys and values go to the caches. */
    private void project(ModelWeights.Layer block) {
        norm(block.attentionNorm(), Norm.ATTENTION);
        product(normed, block.queryKeyValue(), block.inputBias(), queryKeyValue, QUERY_KEY_VALUE);
        for (int row = 0; row < rows; row++) {
            attention[0].store(layer, block, queryKeyValue.values(), row * queryKeyValue.columns(), positions[row],
                    caches[row].values());
        }
    }

    /** Goes on with the rows whose logits are wanted, and with those that have hooks if {@code hooked}. */
    private void keep(boolean hooked) {
        int kept = 0;
        for (int row = 0; row < rows; row++) {
            if (wanted[row] != null || hooked && hooks[row].isWatching()) {
                move(row, kept++);
            }
        }
        rows = kept;
    }

    private void move(int from, int to) {
        if (from == to) {
            return;
        }
        System.arraycopy(hidden.values(), from * config.width(), hidden.values(), to * config.width(), config.width());
        int columns = queryKeyValue.columns();
        System.arraycopy(queryKeyValue.values(), from * columns, queryKeyValue.values(), to * columns, columns);
        caches[to] = caches[from];
        positions[to] = positions[from];
        wanted[to] = wanted[from];
        hooks[to] = hooks[from];
    }

    /** A key head with its query heads is an item; the rows of one head follow one another, because they read the same. */
    private void attend() {
        long products = 0;
        for (int row = 0; row < rows; row++) {
            products += (long) (positions[row] + 1) * config.queryWidth();
        }
        if (products < SHARED_PRODUCTS_MIN) {
            attendHeads(0, 0, rows * config.kvHeads());
        } else {
            kernels.share(rows * config.kvHeads(), attending);
        }
        for (int row = 0; hookedRows > 0 && row < rows; row++) {
            if (hooks[row].attention() != null) {
                attendHeads(0, row, 0, config.heads());
            }
            hooks[row].heads(layer, positions[row], attended.values(), row * config.queryWidth());
        }
    }

    /** Heads of the rows without a hook there: hooks see one thread, and a row's heads in order. */
    private void attendHeads(int thread, int from, int to) {
        for (int item = from; item < to; item++) {
            int row = item % rows;
            int head = item / rows * config.group();
            if (hooks[row].attention() == null) {
                attendHeads(thread, row, head, head + config.group());
            }
        }
    }

    private void attendHeads(int thread, int row, int from, int to) {
        attention[thread].attend(layer, queryKeyValue.values(), row * queryKeyValue.columns(), positions[row],
                caches[row].values(), attended.values(), row * config.queryWidth(), hooks[row], from, to);
    }

    private void showHidden() {
        for (int row = 0; hookedRows > 0 && row < rows; row++) {
            hooks[row].hidden(layer, positions[row], hidden.values(), row * config.width());
        }
    }

    /** The attention's output and the MLP, each added to the residual stream. */
    private void finish(ModelWeights.Layer block) {
        product(attended, block.output(), block.outputBias(), projected, OUTPUT);
        kernels.add(hidden.values(), 0, projected.values(), 0, rows * config.width());
        norm(block.mlpNorm(), Norm.MLP);
        product(normed, block.gateUp(), null, gateUp, GATE_UP);
        if (rows * config.mlpWidth() < SHARED_GATES_MIN) {
            gateRows(0, 0, rows);
        } else {
            kernels.share(rows, gating);
        }
        product(gated, block.down(), null, projected, DOWN);
        kernels.add(hidden.values(), 0, projected.values(), 0, rows * config.width());
    }

    private void gateRows(int thread, int from, int to) {
        for (int row = from; row < to; row++) {
            threads[thread].gate(gateUp.values(), row * gateUp.columns(), config.mlpWidth(),
                    gated.values(), row * config.mlpWidth());
        }
    }

    private void head() {
        if (rows == 0) {
            return;
        }
        norm(weights.finalNorm(), Norm.FINAL);
        int vocabulary = config.vocabularySize();
        for (int first = 0; first < rows; first += logits.rows()) {
            int count = Math.min(logits.rows(), rows - first);
            if (first > 0) {
                System.arraycopy(normed.values(), first * config.width(), normed.values(), 0, count * config.width());
            }
            HeapTensor result = logits.top(count);
            kernels.tensors().batchDotProduct(
                    result, normed.top(count), weights.head(), 0, 0, config.width(), 0, 0, vocabulary);
            for (int row = 0; row < count; row++) {
                float[] target = Objects.requireNonNull(wanted[first + row]);
                System.arraycopy(result.values(), row * vocabulary, target, 0, vocabulary);
                hooks[first + row].logits(positions[first + row], normed.values(), row * config.width(), target);
            }
        }
    }

    private void norm(float[] weight, Norm norm) {
        for (int row = 0; row < rows; row++) {
            int at = row * config.width();
            float[] own = weight;
            if (hookedRows > 0 && hooks[row].norms() != null) {
                own = normWeight;
                System.arraycopy(weight, 0, own, 0, own.length);
                hooks[row].norm(Math.min(layer, config.layers() - 1), norm, own);
            }
            kernels.rmsNorm(hidden.values(), at, own, config.normEpsilon(), normed.values(), at);
        }
    }

    /** One product for several projections, each row with what its own adapters add. */
    private void product(HeapTensor x, WeightTensor w, float @Nullable [] bias, HeapTensor y, Projection[] projections) {
        kernels.tensors().batchDotProduct(y.top(rows), x.top(rows), w, 0, 0, w.inputs(), 0, 0, w.outputs());
        bias(y, bias);
        if (hookedRows == 0) {
            return;
        }
        adapted = projections;
        adaptedFrom = x;
        adaptedTo = y;
        if (hookedRows * (w.inputs() + w.outputs()) < SHARED_ADAPTERS_MIN) {
            adapt(0, 0, rows * projections.length);
        } else {
            kernels.share(rows * projections.length, adapting);
        }
    }

    /** A projection of a row is an item; the rows of one projection follow one another, because they may read the same. */
    private void adapt(int thread, int from, int to) {
        for (int item = from; item < to; item++) {
            int row = item % rows;
            Projection projection = adapted[item / rows];
            hooks[row].project(layer, projection, positions[row], adaptedFrom.values(), row * adaptedFrom.columns(),
                    adaptedTo.values(), row * adaptedTo.columns() + first(projection), threads[thread]);
        }
    }

    /** Where a projection's results begin in those of the product that computes it. */
    private int first(Projection projection) {
        return switch (projection) {
            case KEY -> config.queryWidth();
            case VALUE -> config.queryWidth() + config.kvWidth();
            case UP -> config.mlpWidth();
            default -> 0;
        };
    }

    private void bias(HeapTensor y, float @Nullable [] bias) {
        if (bias == null) {
            return;
        }
        for (int row = 0; row < rows; row++) {
            kernels.add(y.values(), row * y.columns(), bias, 0, bias.length);
        }
    }
}
