package io.sluice.standalone.launch;

import io.sluice.standalone.check.ModelFolder;
import io.sluice.standalone.service.Service;
import java.util.List;

/**
 * How much memory a platform asks for, from measured idle sizes and the sizes of the models.
 *
 * @param weightBytes  of all models' files
 * @param contextBytes keys and values of one full context in each model
 */
record Footprint(long weightBytes, long contextBytes, Form form) {

    private static final long MEBI = 1024L * 1024;
    /** Broker, Redis and launcher. */
    private static final long STORES = 300 * MEBI;
    /** A services' JVM besides heap and weights. */
    private static final long JVM = 190 * MEBI;
    /** What the services themselves keep on the heap. */
    private static final long HEAP = 240 * MEBI;
    /** Sequences that run at once, by the inference-service's default. */
    private static final int SLOTS = 8;
    private static final long CACHES_MAX = 4096 * MEBI;

    static Footprint of(Options options) {
        List<ModelFolder> folders = options.models().stream().map(model -> new ModelFolder("--" + model.role(), model.path())).toList();
        return new Footprint(folders.stream().mapToLong(ModelFolder::weightBytes).sum(),
                folders.stream().mapToLong(ModelFolder::contextBytes).sum(), options.form());
    }

    /** Limit of the heap in the JVM with the models: room for every slot's keys and values, within reason. It is taken as needed. */
    int engineHeapMiB() {
        return Math.toIntExact((HEAP + Math.min(CACHES_MAX, SLOTS * contextBytes)) / MEBI);
    }

    /** Limit of what that JVM keeps outside its heap: repacked weights, as wide as 32 bits where the file has 16, and network buffers. */
    int engineDirectMiB() {
        return Math.toIntExact((64 * MEBI + 3 * weightBytes) / MEBI);
    }

    /** Everything together with one full context, weights repacked. What is mapped from the files can be dropped by the system. */
    long bytes() {
        int jvms = form == Form.FLAT ? 1 : Service.values().length;
        return STORES + jvms * JVM + HEAP + Math.min(CACHES_MAX, contextBytes) + weightBytes + weightBytes / 3;
    }
}
