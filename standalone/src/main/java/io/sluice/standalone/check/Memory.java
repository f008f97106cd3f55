package io.sluice.standalone.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the machine, or the container around this process, can still give, in bytes. */
public final class Memory {

    private static final long MEBI = 1024L * 1024;

    private final Path root;

    /** @param root of the file system; tests bring their own */
    Memory(Path root) {
        this.root = root;
    }

    public static Memory ofThisMachine() {
        return new Memory(Path.of("/"));
    }

    /** A problem if {@code needed} bytes are more than what is free. Nothing is said where the system tells nothing. */
    public Optional<Problem> problem(long needed) {
        OptionalLong free = available();
        if (free.isEmpty() || free.getAsLong() >= needed) {
            return Optional.empty();
        }
        return Optional.of(new Problem("Not enough memory: these models and services need about " + needed / MEBI
                + " MiB, and " + free.getAsLong() / MEBI + " MiB are free. Stop other programs, raise the container's limit, "
                + "or serve smaller models with --small and --large."));
    }

    OptionalLong available() {
        OptionalLong machine = machine();
        OptionalLong container = container();
        if (machine.isPresent() && container.isPresent()) {
            return OptionalLong.of(Math.min(machine.getAsLong(), container.getAsLong()));
        }
        return machine.isPresent() ? machine : container;
    }

    private OptionalLong machine() {
        return lines("proc/meminfo").stream().filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst();
    }

    /** Both versions of control groups, as a container sees its own. */
    private OptionalLong container() {
        OptionalLong second = left("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory.current", "sys/fs/cgroup/memory.stat");
        return second.isPresent() ? second : left("sys/fs/cgroup/memory/memory.limit_in_bytes",
                "sys/fs/cgroup/memory/memory.usage_in_bytes", "sys/fs/cgroup/memory/memory.stat");
    }

    private OptionalLong left(String limitFile, String usedFile, String statFile) {
        OptionalLong limit = number(limitFile);
        OptionalLong used = number(usedFile);
        if (limit.isEmpty() || used.isEmpty()) {
            return OptionalLong.empty();
        }
        // File pages count as used but are given back under pressure.
        long reclaimable = lines(statFile).stream().filter(line -> line.startsWith("inactive_file "))
                .mapToLong(line -> Long.parseLong(line.substring("inactive_file ".length()).trim())).findFirst().orElse(0);
        return OptionalLong.of(limit.getAsLong() - used.getAsLong() + reclaimable);
    }

    private OptionalLong number(String file) {
        return lines(file).stream().filter(line -> line.matches("\\d{1,18}")).mapToLong(Long::parseLong).findFirst();
    }

    private List<String> lines(String file) {
        Path path = root.resolve(file);
        try {
            return Files.isReadable(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException notOfferedHere) {
            return List.of();
        }
    }
}
