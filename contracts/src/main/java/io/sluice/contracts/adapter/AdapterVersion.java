package io.sluice.contracts.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version and its place in the life cycle.
 *
 * @param reason    why it was rejected; present exactly then
 * @param changedAt when it came into its stage
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdapterVersion(
        AdapterManifest manifest,
        AdapterStage stage,
        @Nullable String reason,
        Instant uploadedAt,
        Instant changedAt) {

    public AdapterVersion in(AdapterStage next, @Nullable String why, Instant at) {
        return new AdapterVersion(manifest, next, why, uploadedAt, at);
    }
}
