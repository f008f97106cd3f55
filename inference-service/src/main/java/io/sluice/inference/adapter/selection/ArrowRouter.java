package io.sluice.inference.adapter.selection;

import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.engine.hook.ProjectionHook;
import io.sluice.inference.kernel.Kernels;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Arrow as published (arXiv:2405.11157): a library of low-rank adapters that were trained apart, and a router that needs no
 * training and no data. For every token, in every projection of every layer,
 *
 * <pre>
 *   zₑ = |x · vₑ|     w = softmax over the k largest z / T     y += Σₑ wₑ·sₑ·Bₑ(Aₑx)
 * </pre>
 *
 * where x is what the projection reads and vₑ the direction that adapter e amplifies most there ({@link TopDirection}). The
 * products are summed, not the factors. An adapter that leaves a projection as it is takes no part in it.
 *
 * <p>A row's result depends on its own x alone; one adapter alone gets a share of exactly 1 and is that adapter to the bit.
 * Thread-safe.
 */
public final class ArrowRouter implements ProjectionHook {

    /** Adapters of one projection, and what they amplify. */
    private record Place(List<LowRankAdapter> adapters, List<float[]> matrices) {
    }

    /**
     * @param kept        k, at least 1
     * @param temperature T, above 0
     */
    public record Settings(int kept, double temperature) {

        public static final Settings DEFAULT = new Settings(4, 1);

        public Settings {
            if (kept < 1 || !(temperature > 0)) {
                throw new IllegalArgumentException("at least one adapter has to be kept, at a temperature above 0");
            }
        }
    }

    private final Settings settings;
    private final ModelShape shape;
    private final @Nullable Place[][] places;

    /** @param library at least one, all for one model; of {@link Prototypes.Extent#FIRST} where it shall be Arrow's */
    public ArrowRouter(List<Prototypes> library, Settings settings) {
        this.settings = settings;
        this.shape = library.getFirst().adapter().shape();
        library.forEach(each -> each.adapter().requireFit(shape));
        this.places = new Place[shape.layers()][Projection.values().length];
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                places[layer][projection.ordinal()] = place(library, layer, projection);
            }
        }
    }

    private static @Nullable Place place(List<Prototypes> library, int layer, Projection projection) {
        List<Prototypes> here = library.stream().filter(each -> each.matrix(layer, projection) != null).toList();
        return here.isEmpty() ? null : new Place(here.stream().map(Prototypes::adapter).toList(),
                here.stream().map(each -> Objects.requireNonNull(each.matrix(layer, projection))).toList());
    }

    @Override
    public void requireFit(ModelShape other) {
        if (!shape.equals(other)) {
            throw new IllegalArgumentException("the library is for " + shape + ", and the model is " + other);
        }
    }

    @Override
    public void project(int layer, Projection projection, float[] x, int x0, float[] y, int y0, Kernels kernels) {
        Place place = places[layer][projection.ordinal()];
        if (place == null) {
            return;
        }
        int inputs = shape.inputs(projection);
        double[] shares = new double[place.matrices.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Prototypes.amplified(place.matrices.get(i), inputs, x, x0);
        }
        TopSoftmax.apply(shares, settings.kept, settings.temperature);
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] > 0) {
                place.adapters.get(i).project(layer, projection, x, x0, y, y0, kernels, (float) shares[i]);
            }
        }
    }
}
