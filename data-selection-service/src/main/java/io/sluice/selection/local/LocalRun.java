package io.sluice.selection.local;

import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Part;
import io.sluice.selection.file.DiskFull;
import io.sluice.selection.file.Folders;
import io.sluice.selection.file.Sha256;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.work.FileArtefactStore;
import io.sluice.selection.work.JobSpec;
import io.sluice.selection.work.JobSteps;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One selection over files: they become data sets in a work folder, a job is done on them, its result is moved to its place. The
 * work folder holds all that a later start needs to go on.
 */
final class LocalRun {

    private static final String LINEAGE = ".selection.jsonl";

    private final Path pool;
    private final @Nullable Path target;
    private final Path out;
    private final Path work;
    private final boolean workKept;
    private final Likelihoods likelihoods;
    private final int threads;
    private final Console console;
    private final Clock clock;

    /** @param work null for a folder beside {@code out} that is deleted at the end */
    LocalRun(Path pool, @Nullable Path target, Path out, @Nullable Path work, Likelihoods likelihoods, int threads, Console console,
            Clock clock) {
        this.pool = pool;
        this.target = target;
        this.out = out.toAbsolutePath();
        this.work = work == null ? beside(this.out, ".work") : work;
        this.workKept = work != null;
        this.likelihoods = likelihoods;
        this.threads = threads;
        this.console = console;
        this.clock = clock;
    }

    /** @return the exit status */
    int run(SelectionRequest request, Told told) throws IOException, WrongInput {
        if (Files.isDirectory(out) || !Files.isDirectory(out.getParent())) {
            throw new WrongInput("--out: " + (Files.isDirectory(out) ? out + " is a folder" : "there is no folder " + out.getParent()));
        }
        LocalSets.check("--pool", pool);
        if (target != null) {
            LocalSets.check("--target", target);
        }
        Files.createDirectories(work);
        try (StopSignal signal = new StopSignal(); FileChannel channel = FileChannel.open(work.resolve("lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock alone = workKept ? null : channel.tryLock()) {
            if (!workKept && alone == null) {
                throw new IOException("another selection is writing " + out);
            }
            return run(request, told, signal);
        }
    }

    private int run(SelectionRequest request, Told told, StopSignal signal) throws IOException, WrongInput {
        try {
            int status = select(request, told);
            if (status == 0 && !workKept) {
                Folders.delete(work);
            }
            return status;
        } catch (WrongInput nothing) {
            if (!workKept && new FileDataSetStore(work).digests().isEmpty()) {
                Folders.delete(work);
            }
            throw nothing;
        } catch (Stopped stopped) {
            console.say(String.format(Locale.ROOT, "Stopped; %,d of %,d shards are kept in %s. The same command goes on from there.",
                    stopped.shardsDone(), stopped.shards(), work));
            return SelectCommand.FAILED;
        } catch (SelectorException wrong) {
            throw new WrongInput(String.valueOf(wrong.getMessage()));
        } catch (IOException failure) {
            String why = signal.came() ? "Stopped" : DiskFull.is(failure) ? "The disk is full" : SelectCommand.told(failure);
            console.say(why + "; what is finished is kept in " + work + ". The same command goes on from there.");
            return SelectCommand.FAILED;
        }
    }

    private int select(SelectionRequest asked, Told told) throws IOException, WrongInput, SelectorException, Stopped {
        FileDataSetStore store = new FileDataSetStore(work);
        FileArtefactStore artefacts = new FileArtefactStore(work);
        LocalSets files = new LocalSets(store, artefacts, console);
        DataSet targetSet = target == null ? null : files.take("--target", target);
        DataSet poolSet = files.take("--pool", pool);
        SelectionRequest request = asked.of("sha256:" + poolSet.digest(), targetSet == null ? null : "sha256:" + targetSet.digest());
        JobSpec spec = JobSpec.of("local-" + Sha256.of(request.toString()), request, new DataSets(store));
        JobSteps steps = new JobSteps(store, artefacts, likelihoods, work.resolve("scratch"));
        SelectionJob job = new LocalJob(spec, steps, threads, console, clock).run();
        SelectionResult result = job.result();
        if (result == null) {
            return failed(Objects.requireNonNull(job.error()));
        }
        Path lineage = lineage();
        try (InputStream lines = artefacts.open(JobSpec.lineageName(result.dataSet(), result.lineage())).orElseThrow();
                InputStream rows = Channels.newInputStream(store.open(result.dataSet(), Part.ROWS).orElseThrow())) {
            place(lines, lineage);
            place(rows, out);
        }
        steps.release(spec);
        told.completed(job, result, out, lineage);
        return 0;
    }

    private int failed(SelectionJob.Fault error) {
        console.say(error.code() + ": " + error.message());
        console.say("What is finished is kept in " + work + (workKept ? "." : ", and deleted when a selection to " + out + " comes to its end."));
        return error.field() == null ? SelectCommand.FAILED : SelectCommand.WRONG;
    }

    /** Whole or not at all. */
    private static void place(InputStream in, Path file) throws IOException {
        Path part = beside(file, ".part");
        try {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Folders.force(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Path lineage() {
        String name = out.getFileName().toString();
        return out.resolveSibling((name.endsWith(".jsonl") ? name.substring(0, name.length() - ".jsonl".length()) : name) + LINEAGE);
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
