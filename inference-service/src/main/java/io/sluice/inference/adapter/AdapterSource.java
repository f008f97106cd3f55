package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdapterManifest;
import java.nio.file.Path;

/** Where the files of adapters come from. */
@FunctionalInterface
public interface AdapterSource {

    /** Where no registry is configured. */
    AdapterSource NONE = (manifest, folder) -> {
        throw AdapterFailedException.unavailable("no registry is configured (sluice.inference.adapters.registry)");
    };

    /**
     * Puts every file of the manifest into the folder, each checked against its digest. Blocks for a bounded time.
     *
     * @throws AdapterFailedException when they are not to be had, or are not what the manifest says
     */
    void fetch(AdapterManifest manifest, Path folder) throws InterruptedException;
}
