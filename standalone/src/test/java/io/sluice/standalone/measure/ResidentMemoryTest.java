package io.sluice.standalone.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {

    @Test
    void countsAProcessAndItsChildren() throws Exception {
        Process shell = new ProcessBuilder("/bin/sh", "-c", "sleep 600 & echo started; wait").start();
        try {
            assertThat(shell.inputReader().readLine()).isEqualTo("started");
            Map<String, Long> tree = ResidentMemory.tree(shell.toHandle());
            assertThat(tree).hasSize(2);
            assertThat(tree.values()).allMatch(kibi -> kibi > 50 && kibi < 100_000);
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
