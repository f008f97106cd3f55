package io.sluice.registry.kind;

import io.sluice.contracts.adapter.AdapterManifest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the files of an adapter turned out to be. */
public sealed interface Reading {

    /**
     * They can be applied exactly as they were trained.
     *
     * @param baseName what the configuration says it was trained on, where it says so
     */
    record Sound(String kind, long parameters, @Nullable Integer rank, @Nullable Double alpha, @Nullable Boolean rankStabilised,
            @Nullable Integer tokens, List<AdapterManifest.Target> targets, @Nullable String baseName) implements Reading {
    }

    /**
     * @param code  stable, snake_case
     * @param field file or field of a file that is at fault
     */
    record Refused(String code, String field, String message) implements Reading {
    }
}
