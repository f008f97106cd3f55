package io.sluice.contracts.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One adapter in a list. Kind, base, task and tags are those of the version that answers by default, or else of the newest.
 *
 * @param workers how many hold any of its versions in memory
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdapterSummary(
        String name,
        long sequence,
        String kind,
        AdapterManifest.Base base,
        @Nullable String task,
        List<String> tags,
        @Nullable String active,
        AdapterState.@Nullable Canary canary,
        List<Version> versions,
        int workers) {

    public record Version(String version, String digest, AdapterStage stage, long bytes) {
    }
}
