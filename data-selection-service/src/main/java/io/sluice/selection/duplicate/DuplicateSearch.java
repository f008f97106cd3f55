package io.sluice.selection.duplicate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All duplicates of a pool: rows of the target, exact ones, near ones. What is found depends on nothing but the rows. A
 * row that is nearly one of the target's stands and falls with it only where the pool has that row, too. Memory: that of
 * {@link RepeatFinder} and {@link NearDuplicates}, and a bit for each row; 8 bytes a row on the disk for what was found. Not thread-safe.
 */
public final class DuplicateSearch implements Closeable {

    private static final int HELD_MAX = 1 << 16;

    private final Set<Fingerprint> target;
    private final RepeatFinder exact;
    private final @Nullable NearDuplicates near;
    private final BitSet inTarget = new BitSet();
    private final Path folder;
    private long rows;

    /**
     * @param folder an empty one for this search alone
     * @param near   the threshold from which on rows are nearly the same; empty where that is no reason
     * @param target fingerprints of the target's rows
     */
    public DuplicateSearch(Path folder, OptionalDouble near, Set<Fingerprint> target) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.target = Set.copyOf(target);
        this.exact = new RepeatFinder(folder.resolve("exact"), HELD_MAX);
        this.near = near.isPresent() ? new NearDuplicates(folder.resolve("near"), near.getAsDouble(), HELD_MAX) : null;
    }

    /** Rows come in the order of their ordinals; those that are set aside for other reasons are left out. */
    public void add(Print print, long ordinal) throws IOException {
        rows = ordinal + 1;
        exact.add(print.text(), ordinal);
        if (target.contains(print.text())) {
            inTarget.set(Math.toIntExact(ordinal));
        }
        if (near != null) {
            byte[] signature = print.signature();
            if (signature == null) {
                throw new IllegalArgumentException("row " + ordinal + " comes without a signature");
            }
            near.add(signature, ordinal);
        }
    }

    /** Once, after the last row. */
    public void tell(DuplicateSink sink) throws IOException {
        try (DuplicateMarks marks = new DuplicateMarks(folder.resolve("marks"), rows)) {
            inTarget.stream().forEach(ordinal -> marks.put(ordinal, DuplicateKind.IN_TARGET, ordinal));
            exact.repeats((ordinal, first) -> marks.put(ordinal, DuplicateKind.EXACT, first));
            if (near != null) {
                near.repeats((ordinal, first) -> marks.put(ordinal, DuplicateKind.NEAR, first));
            }
            marks.tell(sink);
        }
    }

    @Override
    public void close() throws IOException {
        try (exact) {
            if (near != null) {
                near.close();
            }
        }
        Files.deleteIfExists(folder);
    }
}
