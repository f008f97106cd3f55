package io.sluice.benchmarks.selection.real;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowForm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * One pool of all kinds, shuffled, and a small sample of each kind as its target: from other files than the pool's passages,
 * so that nothing is found because it stood next to a sample.
 */
final class RealPool {

    private static final String KIND = "kind";

    private final Map<Kind, List<Row>> samples = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> inPool = new EnumMap<>(Kind.class);
    private final List<Row> rows = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    /**
     * @param sample passages of a kind's target
     * @param most   passages of a kind in the pool; a kind that hasn't as many as half of that is left out
     */
    RealPool(Harvest harvest, int sample, int most, long seed) {
        List<Passage> pool = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Passage> target = new ArrayList<>();
            List<Passage> rest = new ArrayList<>();
            for (Passage passage : harvest.of(kind)) {
                boolean sampled = target.size() < sample || target.getLast().file() == passage.file();
                (sampled ? target : rest).add(passage);
            }
            if (rest.size() < (most + 1) / 2) {
                missing.add(String.format("%s: %d passages from %d files, too few (%d are wanted, half of the pool's will do)", kind.title(),
                        harvest.of(kind).size(), harvest.files(kind), sample + most));
                continue;
            }
            samples.put(kind, target.stream().limit(sample).map(passage -> row(0, passage)).toList());
            List<Passage> taken = rest.subList(0, Math.min(most, rest.size()));
            inPool.put(kind, taken.size());
            pool.addAll(taken);
        }
        Collections.shuffle(pool, new Random(seed));
        pool.forEach(passage -> rows.add(row(rows.size(), passage)));
    }

    private static Row row(long ordinal, Passage passage) {
        return new Row(ordinal, null, RowForm.PLAIN, "", passage.text(), Map.of(KIND, passage.kind().label()));
    }

    /** That this machine has enough of. */
    List<Kind> kinds() {
        return List.copyOf(inPool.keySet());
    }

    /** A sentence for each kind that it has not. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    List<Row> target(Kind kind) {
        return samples.get(kind);
    }

    List<Row> rows() {
        return Collections.unmodifiableList(rows);
    }

    int count(Kind kind) {
        return inPool.getOrDefault(kind, 0);
    }

    /** Of all texts and samples: the same where another run on this machine would read the same. */
    String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (List<Row> part : Stream.concat(Stream.of(rows), samples.values().stream()).toList()) {
                part.forEach(row -> digest.update((row.labels() + row.text()).getBytes(StandardCharsets.UTF_8)));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    boolean has(int row, Kind kind) {
        return kind.label().equals(rows.get(row).labels().get(KIND));
    }
}
