package io.sluice.contracts.event;

import java.time.Instant;
import java.util.Map;

/**
 * A shard is done: its scores are stored, and what the search for duplicates needs.
 *
 * @param worker   who did it
 * @param shard    0 first
 * @param digest   SHA-256 of its scores, hex
 * @param records  of the shard
 * @param setAside of them, by reason
 */
public record ShardScored(String job, String worker, int shard, String digest, int records, Map<String, Long> setAside, Instant at)
        implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.shard.scored.v1";

    @SuppressWarnings("ConstantValue") // absent in JSON
    public ShardScored {
        setAside = setAside == null ? Map.of() : Map.copyOf(setAside);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
