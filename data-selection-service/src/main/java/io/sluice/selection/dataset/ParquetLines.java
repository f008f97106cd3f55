package io.sluice.selection.dataset;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A Parquet file as JSON lines, one for each record, faulty ones included: what is wrong with a record's values is found
 * when its line is read, by the same rules as everywhere. One row group is held at a time, so their size is bounded; and since a value that
 * is repeated is stored once, a file of some hundred bytes may hold gigabytes, so that what it becomes is bounded by its size, too.
 */
final class ParquetLines {

    private static final long ROW_GROUP_BYTES_MAX = 512L << 20;
    private static final int BUFFER = 1 << 16;
    private static final int RATIO_MAX = 1000;
    /** Below this, a ratio says nothing. */
    private static final long SMALL_BYTES = 64L << 20;
    /** A list or group has two levels at most for each of its own; decoding takes the square of them and more. */
    private static final int LEVELS_MAX = 16;

    private final ParquetFileReader file;
    private final CountedOutput lines;
    private final OutputStream out;
    private final long bytesMax;

    private ParquetLines(ParquetFileReader file, CountedOutput lines, OutputStream out, long bytes) {
        this.file = file;
        this.lines = lines;
        this.out = out;
        this.bytesMax = Math.max(SMALL_BYTES, bytes * RATIO_MAX);
    }

    /** @throws RefusedUpload where the file is damaged, its row groups are too large, or it becomes too many lines for its size */
    static void write(Path path, CountedOutput lines) throws IOException {
        OutputStream out = new BufferedOutputStream(lines, BUFFER);
        try (ParquetFileReader file = open(path)) {
            new ParquetLines(file, lines, out, Files.size(path)).write();
        }
        out.flush();
    }

    private static ParquetFileReader open(Path path) throws RefusedUpload {
        try {
            return ParquetFileReader.open(new LocalInputFile(path),
                    ParquetReadOptions.builder(new PlainParquetConfiguration()).withCodecFactory(new ParquetCodecs()).build());
        } catch (IOException | RuntimeException damage) {
            throw damaged("its footer can't be read");
        }
    }

    private void write() throws IOException {
        MessageType schema = wanted(file.getFileMetaData().getSchema());
        file.setRequestedSchema(schema);
        MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
        ParquetRecordJson json = new ParquetRecordJson(out);
        for (int number = 0; number < file.getRowGroups().size(); number++) {
            BlockMetaData meta = file.getRowGroups().get(number);
            check(number, meta);
            if (meta.getRowCount() == 0) {
                // The reader passes over it by itself.
                continue;
            }
            RecordReader<Group> records = records(number, columns, schema);
            for (long record = 0; record < meta.getRowCount(); record++) {
                copy(records, json, number, record);
                out.write('\n');
                if (lines.bytes() > bytesMax) {
                    throw new RefusedUpload("archive_bomb", "the file becomes more than " + RATIO_MAX + " times its size in JSON lines");
                }
            }
        }
    }

    /** The columns that a row may need, and no others: those are not even read. */
    private static MessageType wanted(MessageType schema) throws RefusedUpload {
        List<Type> fields = schema.getFields().stream().filter(each -> ParquetRecordJson.readable(each) && levels(each, LEVELS_MAX) <= LEVELS_MAX).toList();
        if (fields.isEmpty()) {
            throw new RefusedUpload("no_rows", "the Parquet file has no column that a row could be made of");
        }
        return new MessageType(schema.getName(), fields);
    }

    /** Counted no further than wanted. */
    private static int levels(Type type, int most) {
        if (type.isPrimitive() || most == 0) {
            return 1;
        }
        return 1 + type.asGroupType().getFields().stream().mapToInt(each -> levels(each, most - 1)).max().orElse(0);
    }

    private static void check(int number, BlockMetaData meta) throws RefusedUpload {
        for (ColumnChunkMetaData column : meta.getColumns()) {
            if (!ParquetCodecs.KNOWN.contains(column.getCodec())) {
                throw new RefusedUpload("unsupported_compression", "row group " + number + ", column " + column.getPath().toDotString()
                        + ": compressed with " + column.getCodec() + "; write the file with one of " + ParquetCodecs.KNOWN);
            }
        }
        if (meta.getTotalByteSize() > ROW_GROUP_BYTES_MAX || meta.getCompressedSize() > ROW_GROUP_BYTES_MAX) {
            throw new RefusedUpload("row_group_too_large", "row group " + number + " has more than " + ROW_GROUP_BYTES_MAX
                    + " bytes; write the file with smaller row groups");
        }
    }

    private RecordReader<Group> records(int number, MessageColumnIO columns, MessageType schema) throws RefusedUpload {
        try {
            PageReadStore pages = file.readNextRowGroup();
            return columns.getRecordReader(pages, new GroupRecordConverter(schema));
        } catch (IOException | RuntimeException damage) {
            throw damaged("row group " + number + " can't be read");
        }
    }

    /** Values are decoded when they are asked for, so that damage may be met as late as that. */
    private static void copy(RecordReader<Group> records, ParquetRecordJson json, int number, long record) throws IOException {
        try {
            Group next = records.read();
            if (next == null) {
                throw damaged("row group " + number + " ends at record " + record);
            }
            json.write(next);
        } catch (RuntimeException damage) {
            throw damaged("record " + record + " of row group " + number + " can't be read");
        }
    }

    private static RefusedUpload damaged(String place) {
        return new RefusedUpload("damaged_parquet", "the Parquet file is cut or damaged: " + place);
    }
}
