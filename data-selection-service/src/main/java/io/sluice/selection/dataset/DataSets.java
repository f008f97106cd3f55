package io.sluice.selection.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Stored data sets, read: what one is, its shards, single records. Thread-safe; blocks. */
public final class DataSets {

    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ASIDE_BYTES = DataSet.SHARD_RECORDS / Byte.SIZE;

    private final DataSetStore store;

    public DataSets(DataSetStore store) {
        this.store = store;
    }

    public Optional<DataSet> find(String digest) throws IOException {
        Optional<SeekableByteChannel> about = store.open(digest, Part.ABOUT);
        if (about.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = new BufferedInputStream(Channels.newInputStream(about.get()))) {
            return Optional.of(JSON.readValue(in, DataSet.class));
        }
    }

    /** The records of one shard, from 0, without a look at any other. */
    public RowReader shard(DataSet set, int shard) throws IOException {
        if (shard < 0 || shard >= set.shards()) {
            throw new IllegalArgumentException("shard " + shard + " of " + set.shards());
        }
        ShardIndex.Entry begin;
        BitSet repeated;
        try (SeekableByteChannel index = open(set, Part.INDEX); SeekableByteChannel aside = open(set, Part.ASIDE)) {
            begin = ShardIndex.read(index, shard);
            repeated = BitSet.valueOf(Channel.read(aside, (long) shard * ASIDE_BYTES, ASIDE_BYTES));
        }
        long first = (long) shard * DataSet.SHARD_RECORDS;
        SeekableByteChannel rows = open(set, Part.ROWS).position(begin.offset());
        RowReader rest = new JsonLinesReader(Channels.newInputStream(rows), begin.offset(), begin.before(), first);
        return new FirstRecords(new FirstOfIdReader(rest, repeated, first), set.records(shard));
    }

    /** Its records in any order. */
    public Records records(DataSet set) throws IOException {
        List<SeekableByteChannel> open = new ArrayList<>();
        try {
            for (Part part : List.of(Part.RECORDS, Part.ROWS, Part.LINES)) {
                open.add(open(set, part));
            }
            return new Records(open.get(0), open.get(1), new LineNumbers(open.get(2)));
        } catch (IOException gone) {
            for (SeekableByteChannel each : open) {
                each.close();
            }
            throw gone;
        }
    }

    private SeekableByteChannel open(DataSet set, Part part) throws IOException {
        Optional<SeekableByteChannel> found = store.open(set.digest(), part);
        if (found.isPresent()) {
            return found.get();
        }
        throw new IOException("the data set " + set.digest() + (store.exists(set.digest())
                ? " lacks its " + part.file() + ", as one of an older version does: upload the file again" : " is gone"));
    }

    /** So many records of a reader, and no more. */
    private static final class FirstRecords implements RowReader {

        private final RowReader reader;
        private int left;

        FirstRecords(RowReader reader, int records) {
            this.reader = reader;
            this.left = records;
        }

        @Override
        public @Nullable Read next() throws IOException {
            return left-- > 0 ? reader.next() : null;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
