package io.sluice.workflow.kafka;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Commands that this version must not decide, in order, each with all that came behind it for the same run, team or
 * workflow. They lie in the aggregates' store under keys of their own, so that replicas of both versions have the same
 * topology, and whoever takes the partition over has them. Of one thread; made anew whenever a task begins.
 */
final class HeldCommands {

    static final String PREFIX = "held/";
    /** Of one key, and of all of a partition: what comes on top goes to the dead letters. */
    static final int OF_ONE_MAX = 200;
    static final long BYTES_MAX = 16 << 20;

    private static final String BEHIND_PREFIX = "held0";
    private static final TypeReference<TreeMap<String, String>> HEADERS = new TypeReference<>() {
    };
    /** Beside the record's own. */
    private static final String WHERE = "where";
    private static final String SINCE = "since";

    private final KeyValueStore<String, byte[]> store;
    private final JsonMapper mapper;
    private final Map<String, Deque<Place>> byKey = new HashMap<>();
    private long bytes;

    private record Place(String key, long since, int bytes) {
    }

    /** @param where it was: {@code partition@offset} */
    record Held(Record<String, byte[]> record, String where) {
    }

    HeldCommands(KeyValueStore<String, byte[]> store, JsonMapper mapper) {
        this.store = store;
        this.mapper = mapper;
        try (KeyValueIterator<String, byte[]> all = store.range(PREFIX, BEHIND_PREFIX)) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                String key = entry.key.substring(PREFIX.length(), entry.key.lastIndexOf('@'));
                index(key, new Place(entry.key, Long.parseLong(headers(entry.value).get(SINCE)), entry.value.length));
            }
        }
    }

    boolean has(String key) {
        return byKey.containsKey(key);
    }

    List<String> keys() {
        return List.copyOf(byKey.keySet());
    }

    int size() {
        return byKey.values().stream().mapToInt(Deque::size).sum();
    }

    /** @return false: there is no room for it */
    boolean add(Record<String, byte[]> record, String where, long offset, long nowMillis) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        headers.put(WHERE, where);
        headers.put(SINCE, Long.toString(nowMillis));
        byte[] line = (mapper.writeValueAsString(headers) + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(line, line.length + record.value().length);
        System.arraycopy(record.value(), 0, whole, line.length, record.value().length);
        Deque<Place> before = byKey.getOrDefault(record.key(), new ArrayDeque<>());
        if (before.size() >= OF_ONE_MAX || bytes + whole.length > BYTES_MAX) {
            return false;
        }
        // A partition's offsets only grow, so the order of the keys is that of the commands.
        String key = PREFIX + record.key() + "@" + String.format("%019d", offset);
        store.put(key, whole);
        index(record.key(), new Place(key, nowMillis, whole.length));
        return true;
    }

    private void index(String key, Place place) {
        byKey.computeIfAbsent(key, missing -> new ArrayDeque<>()).addLast(place);
        bytes += place.bytes();
    }

    /** The first one of a key that {@link #has} some. */
    Held first(String key) {
        Place place = byKey.get(key).getFirst();
        byte[] whole = store.get(place.key());
        Map<String, String> headers = headers(whole);
        String where = headers.remove(WHERE);
        headers.remove(SINCE);
        RecordHeaders own = new RecordHeaders();
        headers.forEach((name, value) -> own.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return new Held(new Record<>(key, Arrays.copyOfRange(whole, lineEnd(whole) + 1, whole.length), place.since(), own), where);
    }

    long since(String key) {
        return byKey.get(key).getFirst().since();
    }

    void removeFirst(String key) {
        Deque<Place> places = byKey.get(key);
        Place place = places.removeFirst();
        store.delete(place.key());
        bytes -= place.bytes();
        if (places.isEmpty()) {
            byKey.remove(key);
        }
    }

    private Map<String, String> headers(byte[] whole) {
        return mapper.readValue(whole, 0, lineEnd(whole), HEADERS);
    }

    private static int lineEnd(byte[] whole) {
        for (int i = 0; i < whole.length; i++) {
            if (whole[i] == '\n') {
                return i;
            }
        }
        throw new IllegalStateException("what is held has no line of headers");
    }
}
