package io.sluice.inference.adapter.selection;

import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.engine.hook.ProjectionHook;
import io.sluice.inference.kernel.Kernels;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Finds {@link Background}s: mean and deviation, between prompts, of how much of adapters' prototypes prompts have. Sums are whole
 * numbers of 2⁻³², so that they don't depend on the order in which threads add. One prompt at a time.
 */
public final class BackgroundReading implements ProjectionHook {

    private static final double UNIT = 1L << 32;
    private static final int PROJECTIONS = Projection.values().length;

    private final List<Prototypes> library;
    private final ModelShape shape;
    private final int places;
    private final AtomicLongArray prompt;
    private final double[] sums;
    private final double[] squares;
    private int prompts;

    public BackgroundReading(List<Prototypes> library) {
        this.library = List.copyOf(library);
        this.shape = library.getFirst().adapter().shape();
        this.places = shape.layers() * PROJECTIONS;
        this.prompt = new AtomicLongArray(library.size() * places);
        this.sums = new double[prompt.length()];
        this.squares = new double[prompt.length()];
    }

    @Override
    public void requireFit(ModelShape other) {
        library.forEach(each -> each.adapter().requireFit(other));
    }

    @Override
    public void project(int layer, Projection projection, float[] x, int x0, float[] y, int y0, Kernels kernels) {
        int inputs = shape.inputs(projection);
        double length = Math.max(Double.MIN_NORMAL, Prototypes.length(x, x0, inputs));
        for (int e = 0; e < library.size(); e++) {
            float[] matrix = library.get(e).matrix(layer, projection);
            if (matrix != null) {
                prompt.addAndGet(e * places + layer * PROJECTIONS + projection.ordinal(),
                        Math.round(UNIT * Prototypes.amplified(matrix, inputs, x, x0) / length));
            }
        }
    }

    /**
     * A prompt was read.
     *
     * @param tokens of it
     */
    public void ended(int tokens) {
        for (int i = 0; i < sums.length; i++) {
            double mean = prompt.getAndSet(i, 0) / UNIT / tokens;
            sums[i] += mean;
            squares[i] += mean * mean;
        }
        prompts++;
    }

    /** Of one adapter of the library, once at least one prompt was read. */
    public Background background(int adapter) {
        double[][] means = new double[places / PROJECTIONS][PROJECTIONS];
        double[][] deviations = new double[means.length][PROJECTIONS];
        for (int place = 0; place < places; place++) {
            int at = adapter * places + place;
            double mean = sums[at] / prompts;
            means[place / PROJECTIONS][place % PROJECTIONS] = mean;
            deviations[place / PROJECTIONS][place % PROJECTIONS] = Math.sqrt(Math.max(0, squares[at] / prompts - mean * mean));
        }
        return new Background(means, deviations);
    }
}
