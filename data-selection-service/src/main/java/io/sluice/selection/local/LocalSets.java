package io.sluice.selection.local;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.file.Sha256;
import io.sluice.selection.row.RowFault;
import io.sluice.selection.work.ArtefactStore;
import io.sluice.selection.work.Reasons;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Files as data sets: each is taken once; the same file, by its path, size and time, is known again. */
final class LocalSets {

    /** Smaller files are read before anybody could look. */
    private static final long SHOWN_BYTES = 16 << 20;

    private final Intake intake;
    private final DataSets sets;
    private final ArtefactStore known;
    private final Console console;

    LocalSets(FileDataSetStore store, ArtefactStore known, Console console) {
        this.intake = new Intake(store, Long.MAX_VALUE);
        this.sets = new DataSets(store);
        this.known = known;
        this.console = console;
    }

    /**
     * @param option that names the file
     * @throws WrongInput where it is no data set
     */
    DataSet take(String option, Path file) throws IOException, WrongInput {
        String name = "taken/" + Sha256.of(file.toRealPath() + "\n" + Files.size(file) + "\n" + Files.getLastModifiedTime(file));
        DataSet set = before(name).orElse(null);
        if (set == null) {
            set = read(option, file);
            byte[] digest = set.digest().getBytes(StandardCharsets.US_ASCII);
            known.put(name, out -> out.write(digest));
        }
        console.say(told(option, set));
        return set;
    }

    static void check(String option, Path file) throws WrongInput {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new WrongInput(option + ": there is no file " + file + " that can be read");
        }
    }

    private Optional<DataSet> before(String name) throws IOException {
        Optional<InputStream> digest = known.open(name);
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = digest.get()) {
            return sets.find(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    private DataSet read(String option, Path file) throws IOException, WrongInput {
        console.begin();
        try (InputStream in = new Watched(Files.newInputStream(file), option, Files.size(file))) {
            return switch (intake.take(in)) {
                case Intake.Outcome.Stored(DataSet set, boolean fresh) -> set;
                case Intake.Outcome.Refused(String code, String message) -> throw new WrongInput(option + " " + file + ": " + message);
                case Intake.Outcome.NoSpace full -> throw new IOException("No space left on device");
                case Intake.Outcome.TooLarge large -> throw new IllegalStateException("files have no bound here");
            };
        }
    }

    private static String told(String option, DataSet set) {
        StringBuilder told = new StringBuilder(String.format(Locale.ROOT, "%s: %,d rows", option, set.profile().rows()));
        if (!set.faults().isEmpty()) {
            RowFault first = set.faults().getFirst();
            told.append(String.format(Locale.ROOT, "; %,d records are no rows (%s), the first on line %d%s: %s", set.profile().faulty(),
                    Reasons.text(set.profile().faults()), first.line(), first.field() == null ? "" : ", field " + first.field(), first.message()));
        }
        return told.toString();
    }

    /** Tells how much of a file was read. */
    private final class Watched extends FilterInputStream {

        private final String option;
        private final long size;
        private final long start = System.nanoTime();
        private long done;

        Watched(InputStream in, String option, long size) {
            super(in);
            this.option = option;
            this.size = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int got = super.read(into, from, length);
            if (got > 0 && size >= SHOWN_BYTES) {
                done += got;
                double perSecond = done / Math.max(1e-9, (System.nanoTime() - start) / 1e9);
                console.progress(option.substring(2), done, size, String.format(Locale.ROOT, "copying, %,.0f MB/s", perSecond / 1e6));
            }
            return got;
        }
    }
}
