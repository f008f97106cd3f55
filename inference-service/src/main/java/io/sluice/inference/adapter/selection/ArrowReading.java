package io.sluice.inference.adapter.selection;

import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.engine.hook.ProjectionHook;
import io.sluice.inference.kernel.Kernels;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Arrow's logits of a whole prompt: how much of each adapter's prototypes the base finds in it, on average over tokens, layers and
 * projections,
 *
 * <pre>
 *   zₑ = mean over tokens and places of (‖Pₑ·x‖ / ‖x‖ − mₑ) / sₑ
 * </pre>
 *
 * with mₑ and sₑ ({@link Background}) mean and deviation of the same on the base's ordinary prompts, place by place; without
 * them 0 and 1. The hook changes nothing.
 *
 * <p>Places are the projections of the layers up to the middle one: what stands behind it tells what comes next more than what the
 * prompt is about (as for {@link PromptMean}).
 *
 * <p>Deviations from the paper (arXiv:2405.11157), each for what it gives on the shipped models (figures in
 * {@code benchmarks/README.md}): those layers alone; one choice a prompt instead of one a token, since adapters that were trained apart, each for the
 * whole of a task, don't mix token by token; x in units of its length; all of an adapter's change ({@link Prototypes.Extent#WHOLE})
 * instead of one direction. To take away what is common to all prompts helps where all layers count, and costs where these do.
 *
 * <p>Sums are kept by position and projection, each written by one thread, layers in their order, and added up in one order, so
 * the result is the same bits for any number of threads, and for a prompt that had to be read again. The first
 * {@value #POSITIONS_MAX} positions count.
 */
public final class ArrowReading implements ProjectionHook {

    static final int POSITIONS_MAX = 512;
    private static final int PROJECTIONS = Projection.values().length;

    private final List<Prototypes> library;
    private final List<Background> backgrounds;
    private final ModelShape shape;
    private final int lastLayer;
    /** {@code [projection][adapter]} sums and, behind them, counts. */
    private final Map<Integer, double[][]> byPosition = new ConcurrentHashMap<>();

    /** From the weights alone, with the layers up to the middle one. */
    public ArrowReading(List<Prototypes> library) {
        this(library, Collections.nCopies(library.size(), Background.UNKNOWN), PromptMean.middle(library.getFirst().adapter().shape()));
    }

    /**
     * @param backgrounds one for each adapter of the library
     * @param lastLayer   that counts
     */
    public ArrowReading(List<Prototypes> library, List<Background> backgrounds, int lastLayer) {
        if (library.isEmpty() || library.size() != backgrounds.size()) {
            throw new IllegalArgumentException(library.size() + " adapters and " + backgrounds.size() + " backgrounds");
        }
        this.library = List.copyOf(library);
        this.backgrounds = List.copyOf(backgrounds);
        this.shape = library.getFirst().adapter().shape();
        this.lastLayer = lastLayer;
    }

    @Override
    public void requireFit(ModelShape other) {
        library.forEach(each -> each.adapter().requireFit(other));
    }

    @Override
    public void project(int layer, Projection projection, float[] x, int x0, float[] y, int y0, Kernels kernels) {
        throw new IllegalStateException("a reading needs positions");
    }

    @Override
    public void project(int layer, Projection projection, int position, float[] x, int x0, float[] y, int y0, Kernels kernels) {
        if (position >= POSITIONS_MAX || layer > lastLayer) {
            return;
        }
        double[] row = byPosition.computeIfAbsent(position, unused -> new double[PROJECTIONS][2 * library.size()])[projection.ordinal()];
        if (layer == 0) {
            Arrays.fill(row, 0);
        }
        int inputs = shape.inputs(projection);
        double length = Math.max(Double.MIN_NORMAL, Prototypes.length(x, x0, inputs));
        for (int e = 0; e < library.size(); e++) {
            float[] matrix = library.get(e).matrix(layer, projection);
            if (matrix != null) {
                row[e] += backgrounds.get(e).above(layer, projection, Prototypes.amplified(matrix, inputs, x, x0) / length);
                row[library.size() + e]++;
            }
        }
    }

    /** The logit of each adapter; 0 for one that changes nothing. Read it between passes. */
    public double[] logits() {
        double[] sums = new double[2 * library.size()];
        byPosition.keySet().stream().sorted().forEach(position -> {
            for (double[] row : byPosition.getOrDefault(position, new double[0][])) {
                for (int i = 0; i < row.length; i++) {
                    sums[i] += row[i];
                }
            }
        });
        double[] logits = new double[library.size()];
        for (int e = 0; e < logits.length; e++) {
            logits[e] = sums[e] / Math.max(1, sums[logits.length + e]);
        }
        return logits;
    }
}
