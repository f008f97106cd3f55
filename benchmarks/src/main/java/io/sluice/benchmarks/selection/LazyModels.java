package io.sluice.benchmarks.selection;

import io.sluice.selection.selector.Likelihoods;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Auxiliary models that are trained when the first selector asks for them. Not thread-safe. */
final class LazyModels implements AutoCloseable {

    private final Maker maker;
    private @Nullable AuxiliaryModels models;

    /** Trains them. */
    interface Maker {
        AuxiliaryModels make() throws IOException;
    }

    LazyModels(Maker maker) {
        this.maker = maker;
    }

    Likelihoods forContender(Contender contender) throws IOException {
        return contender.asksModels() ? models().likelihoods() : Likelihoods.none();
    }

    /** What training took of the models that the contender asks. */
    double cpuSeconds(Contender contender) throws IOException {
        return contender.asksModels() ? models().cpu().toMillis() / 1000.0 : 0;
    }

    private AuxiliaryModels models() throws IOException {
        AuxiliaryModels made = models == null ? maker.make() : models;
        models = made;
        return made;
    }

    @Override
    public void close() throws IOException {
        if (models != null) {
            models.close();
        }
    }
}
