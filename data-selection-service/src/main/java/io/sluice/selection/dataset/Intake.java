package io.sluice.selection.dataset;

import io.sluice.selection.file.DiskFull;
import io.sluice.selection.row.RowFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Brings an upload into the store: unpacked where it is a gzip, as JSON lines where it is Parquet, read once for profile
 * and index. Nothing is in the store before all of it is, and nothing is left on the disk where it is not. Thread-safe;
 * blocks.
 */
public final class Intake {

    /** What became of an upload. */
    public sealed interface Outcome {

        /** @param fresh whether the store did not have it before */
        record Stored(DataSet set, boolean fresh) implements Outcome {
        }

        /**
         * No data set; nothing was stored.
         *
         * @param code stable, snake_case
         */
        record Refused(String code, String message) implements Outcome {
        }

        /** The upload or what it unpacks to; nothing was stored. */
        record TooLarge(long bytesMax) implements Outcome {
        }

        /** The disk is full; nothing was stored. */
        record NoSpace() implements Outcome {
        }
    }

    private final DataSetStore store;
    private final long bytesMax;

    /** @param bytesMax of an upload, and of the JSON lines that it becomes */
    public Intake(DataSetStore store, long bytesMax) {
        this.store = store;
        this.bytesMax = bytesMax;
    }

    /**
     * Reads the upload to its end, or until it is refused. Doesn't close it.
     *
     * @throws IOException where the upload itself can't be read to its end, or the disk fails in another way than being full
     */
    public Outcome take(InputStream upload) throws IOException {
        try (Staging staging = store.stage()) {
            return stage(upload, staging);
        } catch (RefusedUpload refused) {
            return new Outcome.Refused(refused.code(), refused.reason());
        } catch (TooManyBytes large) {
            return new Outcome.TooLarge(bytesMax);
        } catch (IOException failure) {
            if (DiskFull.is(failure)) {
                return new Outcome.NoSpace();
            }
            throw failure;
        }
    }

    private Outcome stage(InputStream upload, Staging staging) throws IOException {
        CountedInput source = new CountedInput(upload, bytesMax);
        byte[] head = source.readNBytes(Format.HEAD_BYTES);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), source);
        Format format = Format.of(head);
        CountedOutput rows = new CountedOutput(staging.create(Part.ROWS), bytesMax);
        try (rows) {
            switch (format) {
                case JSON_LINES -> whole.transferTo(rows);
                case JSON_LINES_GZIP -> {
                    try (Unzipped unzipped = new Unzipped(whole, source)) {
                        unzipped.transferTo(rows);
                    }
                }
                case PARQUET -> parquet(whole, staging.scratch().resolve("upload.parquet"), rows);
            }
        }
        DataSet set = SetScan.scan(staging, rows.digest(), rows.bytes(), new DataSet.Source(format, source.digest(), source.bytes()));
        if (set.profile().rows() == 0) {
            throw new RefusedUpload("no_rows", nothing(set));
        }
        try (OutputStream about = staging.create(Part.ABOUT)) {
            about.write(DataSets.JSON.writeValueAsBytes(set));
        }
        return new Outcome.Stored(set, staging.keep(set.digest()));
    }

    /** Its columns are told at its end, so that it can't be read as it comes. */
    private static void parquet(InputStream whole, Path file, CountedOutput rows) throws IOException {
        Files.copy(whole, file);
        ParquetLines.write(file, rows);
        Files.delete(file);
    }

    private static String nothing(DataSet set) {
        if (set.faults().isEmpty()) {
            return "the file holds no records";
        }
        RowFault first = set.faults().getFirst();
        return "none of its " + set.records() + " records is a row; line " + first.line()
                + (first.field() == null ? "" : ", field " + first.field()) + ": " + first.message();
    }
}
