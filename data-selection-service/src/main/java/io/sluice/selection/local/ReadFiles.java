package io.sluice.selection.local;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.file.Folders;
import io.sluice.selection.row.RowFault;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Files as data sets, in a folder beside what is written, for as long as a command runs. */
final class ReadFiles implements Closeable {

    private final Path folder;
    private final Intake intake;
    private final DataSets sets;
    private final PrintWriter err;

    /** @param out beside which there is room */
    ReadFiles(Path out, PrintWriter err) throws IOException, WrongInput {
        Path parent = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            throw new WrongInput("--out: there is no folder " + parent);
        }
        this.folder = Files.createTempDirectory(parent, "." + out.getFileName());
        FileDataSetStore store = new FileDataSetStore(folder);
        this.intake = new Intake(store, Long.MAX_VALUE);
        this.sets = new DataSets(store);
        this.err = err;
    }

    DataSets sets() {
        return sets;
    }

    /** Tells what was set aside. */
    DataSet take(String option, Path file) throws IOException, WrongInput {
        if (!Files.isRegularFile(file)) {
            throw new WrongInput(option + ": there is no file " + file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return switch (intake.take(in)) {
                case Intake.Outcome.Stored stored -> told(file, stored.set());
                case Intake.Outcome.Refused refused -> throw new WrongInput(option + ": " + file + ": " + refused.message());
                case Intake.Outcome.TooLarge large -> throw new WrongInput(option + ": " + file + " is too large");
                case Intake.Outcome.NoSpace full -> throw new IOException("the disk is full; nothing was written");
            };
        }
    }

    private DataSet told(Path file, DataSet set) {
        if (set.profile().faulty() > 0) {
            RowFault first = set.faults().getFirst();
            err.printf(Locale.ROOT, "%s: %,d of %,d records are no rows and are left out; the first is line %d%s: %s%n", file, set.profile().faulty(),
                    set.records(), first.line(), first.field() == null ? "" : ", field " + first.field(), first.message());
        }
        return set;
    }

    @Override
    public void close() throws IOException {
        Folders.delete(folder);
    }
}
