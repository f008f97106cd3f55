package io.sluice.selection.work;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.duplicate.DuplicateKind;
import io.sluice.selection.duplicate.DuplicateSearch;
import io.sluice.selection.duplicate.Fingerprint;
import io.sluice.selection.duplicate.Print;
import io.sluice.selection.duplicate.PrintMaker;
import io.sluice.selection.ranking.Constraints;
import io.sluice.selection.ranking.GroupColumn;
import io.sluice.selection.ranking.MappedGroups;
import io.sluice.selection.ranking.ScoreFile;
import io.sluice.selection.ranking.ScoreSource;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.SelectorException;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A pool's scores in one local file, without the rows that are too like others, and the columns that constraints need. Only rows
 * with a finite score take part in the search: another row may not fall for the sake of one that can't be chosen.
 */
final class Candidates implements ScoreSource, Closeable {

    private final JobSpec spec;
    private final Path folder;
    private final BitSet aside = new BitSet();
    private final SortedMap<String, Long> setAside = new TreeMap<>();
    private final List<MappedGroups> columns = new ArrayList<>();
    private @Nullable MappedGroups clusters;
    private long rows;

    private Candidates(JobSpec spec, Path folder) {
        this.spec = spec;
        this.folder = folder;
    }

    /** @param folder for files that last as long as this */
    static Candidates of(JobSpec spec, ShardWork shards, DataSets sets, Path folder) throws SelectorException, IOException {
        Candidates candidates = new Candidates(spec, folder);
        try {
            candidates.collect(shards, sets);
            return candidates;
        } catch (SelectorException | IOException | RuntimeException failure) {
            candidates.close();
            throw failure;
        }
    }

    private void collect(ShardWork shards, DataSets sets) throws SelectorException, IOException {
        Double near = spec.request().duplicates().near();
        try (DuplicateSearch search = new DuplicateSearch(folder.resolve("duplicates"),
                near == null ? OptionalDouble.empty() : OptionalDouble.of(near), target(sets));
                OutputStream scores = new BufferedOutputStream(Files.newOutputStream(scores()), 1 << 16)) {
            for (int shard = 0; shard < spec.pool().shards(); shard++) {
                ShardWork.Shard done = shards.of(spec, shard);
                add(ShardScores.read(done.scores()), done.prints(), (long) shard * DataSet.SHARD_RECORDS, search, scores);
            }
            Integer clusterMax = spec.request().clusterMax();
            if (clusterMax == null) {
                search.tell(this::setAside);
            } else {
                clusters = clusters(search);
            }
        }
        spec.quotas().columns(sets, spec.pool(), folder, columns);
    }

    private Set<Fingerprint> target(DataSets sets) throws IOException {
        Set<Fingerprint> target = new HashSet<>();
        PrintMaker maker = new PrintMaker(false);
        for (Row row : Preparations.rows(sets, spec.target())) {
            target.add(maker.of(row).text());
        }
        return target;
    }

    private void add(ShardScores shard, ShardPrints prints, long first, DuplicateSearch search, OutputStream scores) throws IOException {
        shard.setAside().forEach((reason, records) -> setAside.merge(reason, records, Long::sum));
        scores.write(ScoreFile.bytes(shard.scores()));
        for (int i = 0; i < shard.scores().length; i++) {
            Print print = prints.get(i);
            if (print != null && Double.isFinite(shard.scores()[i])) {
                search.add(print, first + i);
                rows++;
            }
        }
    }

    private void setAside(long ordinal, DuplicateKind kind, long first) {
        if (kind == DuplicateKind.EXACT && !spec.request().duplicates().exact()) {
            return;
        }
        aside.set(Math.toIntExact(ordinal));
        setAside.merge(kind.label(), 1L, Long::sum);
        rows--;
    }

    /** Near duplicates stay candidates; which cluster a record is of is its column. */
    private MappedGroups clusters(DuplicateSearch search) throws IOException {
        Path file = folder.resolve("clusters");
        try (MappedGroups.Writer writer = new MappedGroups.Writer(file)) {
            long[] next = new long[1];
            search.tell((ordinal, kind, first) -> {
                for (; next[0] < ordinal; next[0]++) {
                    writer.add((int) next[0]);
                }
                next[0]++;
                writer.add((int) first);
                if (kind != DuplicateKind.NEAR) {
                    setAside(ordinal, kind, first);
                }
            });
            for (; next[0] < spec.pool().records(); next[0]++) {
                writer.add((int) next[0]);
            }
        }
        return new MappedGroups(file);
    }

    private Path scores() {
        return folder.resolve("scores");
    }

    /** That may be chosen. */
    long rows() {
        return rows;
    }

    /** Records that may not, by reason. */
    SortedMap<String, Long> setAside() {
        return setAside;
    }

    Constraints constraints() {
        Integer clusterMax = spec.request().clusterMax();
        return new Constraints(spec.quotas().quotas(), List.<GroupColumn>copyOf(columns), clusters, clusterMax == null ? Integer.MAX_VALUE : clusterMax);
    }

    @Override
    public int shards() {
        return spec.pool().shards();
    }

    @Override
    public int shardRecords() {
        return DataSet.SHARD_RECORDS;
    }

    @Override
    public double[] shard(int shard) throws IOException {
        int first = shard * DataSet.SHARD_RECORDS;
        double[] scores = ScoreFile.read(scores(), (long) first * Double.BYTES, spec.pool().records(shard));
        for (int i = aside.nextSetBit(first); i >= 0 && i < first + scores.length; i = aside.nextSetBit(i + 1)) {
            scores[i - first] = Double.NaN;
        }
        return scores;
    }

    @Override
    public void close() {
        columns.forEach(MappedGroups::close);
        if (clusters != null) {
            clusters.close();
        }
    }
}
