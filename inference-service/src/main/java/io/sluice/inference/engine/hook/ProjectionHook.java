package io.sluice.inference.engine.hook;

import io.sluice.inference.kernel.Kernels;

/**
 * Adds to, or scales, what a projection of one layer gives for one row, its bias included. Unlike other hooks it is called by several
 * threads at once, for different rows or projections.
 */
@FunctionalInterface
public interface ProjectionHook extends Hook {

    /**
     * @param x       what the projection reads of the row, from {@code x0} on; not to be changed
     * @param y       what it gives, from {@code y0} on
     * @param kernels those of the calling thread
     */
    void project(int layer, Projection projection, float[] x, int x0, float[] y, int y0, Kernels kernels);

    /** The same for a row whose position counts; this is what a pass calls. */
    default void project(int layer, Projection projection, int position, float[] x, int x0, float[] y, int y0, Kernels kernels) {
        project(layer, projection, x, x0, y, y0, kernels);
    }

    default ProjectionHook andThen(ProjectionHook next) {
        ProjectionHook before = this;
        return new ProjectionHook() {
            @Override
            public void requireFit(ModelShape shape) {
                before.requireFit(shape);
                next.requireFit(shape);
            }

            @Override
            public void project(int layer, Projection projection, float[] x, int x0, float[] y, int y0, Kernels kernels) {
                before.project(layer, projection, x, x0, y, y0, kernels);
                next.project(layer, projection, x, x0, y, y0, kernels);
            }

            @Override
            public void project(int layer, Projection projection, int position, float[] x, int x0, float[] y, int y0, Kernels kernels) {
                before.project(layer, projection, position, x, x0, y, y0, kernels);
                next.project(layer, projection, position, x, x0, y, y0, kernels);
            }
        };
    }
}
