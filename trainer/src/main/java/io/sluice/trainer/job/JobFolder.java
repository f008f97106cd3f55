package io.sluice.trainer.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is kept of a job on disk, so that a process that is killed loses a few steps at most: how often it was begun since
 * the last checkpoint, the checkpoint, the finished adapter.
 */
public final class JobFolder {

    private static final int NAME_MAX = 64;

    private final Path folder;

    /** @param job its identity, which may be any text yet: what no file's name should hold becomes an underscore */
    public JobFolder(Path work, String job) {
        String name = job.replaceAll("[^A-Za-z0-9._-]", "_");
        this.folder = work.resolve("job-" + name.substring(0, Math.min(name.length(), NAME_MAX)));
    }

    Path checkpoint() {
        return folder.resolve("checkpoint.safetensors");
    }

    /** The finished adapter; it is there as a whole or not at all. */
    public Path adapter() {
        return folder.resolve("adapter");
    }

    /** Where the adapter is written before it is whole. */
    Path unfinished() throws IOException {
        Path place = folder.resolve("adapter.part");
        delete(place);
        return Files.createDirectories(place);
    }

    void finish() throws IOException {
        Files.move(folder.resolve("adapter.part"), adapter(), StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(checkpoint());
    }

    /** Counts a start; returns how many there were since the last checkpoint, this one included. */
    int begin() throws IOException {
        Files.createDirectories(folder);
        Path starts = folder.resolve("starts");
        int count = Files.exists(starts) ? Files.readString(starts).length() + 1 : 1;
        Files.writeString(starts, "i".repeat(count));
        return count;
    }

    /** The process got further: the starts don't count any more. */
    void forgetStarts() throws IOException {
        Files.deleteIfExists(folder.resolve("starts"));
    }

    /** Everything about the job goes. */
    public void delete() throws IOException {
        delete(folder);
    }

    private static void delete(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(place)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
