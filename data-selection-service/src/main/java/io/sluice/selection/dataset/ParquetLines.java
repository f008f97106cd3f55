package io.sluice.selection.dataset;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
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

/**
 * A Parquet file as JSON lines, one for each record, faulty ones included: what is wrong with a record's values is found
 * when its line is read, by the same rules as everywhere. One row group is held at a time, so their size is bounded.
 */
final class ParquetLines {

    private static final long ROW_GROUP_BYTES_MAX = 512L << 20;
    private static final int BUFFER = 1 << 16;

    private final ParquetFileReader file;
    private final OutputStream out;

    private ParquetLines(ParquetFileReader file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /** @throws RefusedUpload where the file is damaged or its row groups are too large */
    static void write(Path path, OutputStream lines) throws IOException {
        OutputStream out = new BufferedOutputStream(lines, BUFFER);
        try (ParquetFileReader file = open(path)) {
            new ParquetLines(file, out).write();
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
        MessageType schema = file.getFileMetaData().getSchema();
        MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
        ParquetRecordJson json = new ParquetRecordJson(out);
        for (int number = 0; number < file.getRowGroups().size(); number++) {
            BlockMetaData meta = file.getRowGroups().get(number);
            check(number, meta);
            RecordReader<Group> records = records(number, columns, schema);
            for (long record = 0; record < meta.getRowCount(); record++) {
                copy(records, json, number, record);
                out.write('\n');
            }
        }
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
