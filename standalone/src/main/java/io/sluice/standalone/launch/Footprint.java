package io.sluice.standalone.launch;

import io.sluice.standalone.check.ModelFolder;
import io.sluice.standalone.service.Service;

/** How much memory a platform asks for, from measured idle sizes and the size of the models' weights. */
record Footprint(long weightBytes, Form form) {

    private static final long MEBI = 1024L * 1024;
    /** Broker, Redis and launcher. */
    private static final long STORES = 300 * MEBI;
    private static final long JVM = 170 * MEBI;
    private static final long HEAP = 160 * MEBI;

    static Footprint of(Options options) {
        return new Footprint(new ModelFolder("--small", options.small()).weightBytes()
                + new ModelFolder("--large", options.large()).weightBytes(), options.form());
    }

    /** Heap of the JVM with the models: key-value caches and buffers grow with them, the weights themselves are mapped. */
    int engineHeapMiB() {
        return Math.toIntExact((HEAP + weightBytes) / MEBI);
    }

    /** Everything together, weights read in. */
    long bytes() {
        int jvms = form == Form.FLAT ? 1 : Service.values().length;
        return STORES + jvms * JVM + engineHeapMiB() * MEBI + weightBytes;
    }
}
