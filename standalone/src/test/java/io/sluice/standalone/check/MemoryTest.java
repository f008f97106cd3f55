package io.sluice.standalone.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {

    private static final long MEBI = 1024 * 1024;

    @TempDir
    private Path root;

    @Test
    void tellsWhatIsNeededAndWhatIsFree() throws IOException {
        write("proc/meminfo", "MemTotal:  2000000 kB\nMemFree: 100 kB\nMemAvailable:     512000 kB\n");
        assertThat(new Memory(root).problem(900 * MEBI).orElseThrow().message())
                .startsWith("Not enough memory: these models and services need about 900 MiB, and 500 MiB are free.")
                .contains("--small and --large");
        assertThat(new Memory(root).problem(500 * MEBI)).isEmpty();
    }

    @Test
    void aContainersLimitCountsWithItsReclaimablePages() throws IOException {
        write("proc/meminfo", "MemAvailable: 9000000 kB\n");
        write("sys/fs/cgroup/memory.max", 1000 * MEBI + "\n");
        write("sys/fs/cgroup/memory.current", 700 * MEBI + "\n");
        write("sys/fs/cgroup/memory.stat", "anon 1\ninactive_file " + 200 * MEBI + "\n");
        assertThat(new Memory(root).available()).hasValue(500 * MEBI);
    }

    @Test
    void aContainerWithoutLimitIsTheMachine() throws IOException {
        write("proc/meminfo", "MemAvailable: 1024 kB\n");
        write("sys/fs/cgroup/memory.max", "max\n");
        write("sys/fs/cgroup/memory.current", "5\n");
        assertThat(new Memory(root).available()).hasValue(MEBI);
    }

    @Test
    void theOldControlGroupsCountToo() throws IOException {
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "300\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "100\n");
        assertThat(new Memory(root).available()).hasValue(200);
    }

    @Test
    void aSystemThatTellsNothingIsBelieved() {
        assertThat(new Memory(root).problem(Long.MAX_VALUE)).isEmpty();
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
