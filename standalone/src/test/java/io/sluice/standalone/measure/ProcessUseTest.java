package io.sluice.standalone.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessUseTest {

    @Test
    void countsAProcessAndItsChildren() throws Exception {
        Process shell = new ProcessBuilder("/bin/sh", "-c", "sleep 600 & echo started; wait").start();
        try {
            assertThat(shell.inputReader().readLine()).isEqualTo("started");
            List<ProcessUse> tree = ProcessUse.tree(shell.toHandle());
            assertThat(tree).hasSize(2);
            assertThat(tree).allMatch(process -> process.residentKibi() > 50 && process.residentKibi() < 100_000);
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
