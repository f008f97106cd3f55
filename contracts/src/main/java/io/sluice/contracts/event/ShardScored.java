package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A shard is done: its scores are stored, and what the search for duplicates needs.
 *
 * @param worker     who did it
 * @param shard      0 first
 * @param digest     SHA-256 of its scores, hex
 * @param records    of the shard
 * @param setAside   of them, by reason
 * @param cpuSeconds that it took here, next to none where scores were there already; absent: of an older version
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShardScored(
        String job,
        String worker,
        int shard,
        String digest,
        int records,
        Map<String, Long> setAside,
        @JsonProperty("cpu_seconds") @Nullable Double cpuSeconds,
        Instant at) implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.shard.scored.v1";

    @SuppressWarnings("ConstantValue") // absent in JSON
    public ShardScored {
        setAside = setAside == null ? Map.of() : Map.copyOf(setAside);
    }

    /** Without a cost. */
    public ShardScored(String job, String worker, int shard, String digest, int records, Map<String, Long> setAside, Instant at) {
        this(job, worker, shard, digest, records, setAside, null, at);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
