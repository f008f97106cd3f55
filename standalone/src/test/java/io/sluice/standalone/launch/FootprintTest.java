package io.sluice.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootprintTest {

    private static final long MEBI = 1024 * 1024;

    @TempDir
    private Path folder;

    @Test
    void readsSizesFromTheFolders() throws Exception {
        Options options = Options.of(folder, ModelFolders.write(folder.resolve("a"), 100), ModelFolders.write(folder.resolve("b"), 23));
        assertThat(Footprint.of(options)).isEqualTo(new Footprint(123, 8 * MEBI, Form.FLAT));
    }

    @Test
    void theHeapHasRoomForEverySlotWithinReason() {
        assertThat(new Footprint(0, 8 * MEBI, Form.FLAT).engineHeapMiB()).isEqualTo(240 + 8 * 8);
        assertThat(new Footprint(0, 9000 * MEBI, Form.FLAT).engineHeapMiB()).isEqualTo(240 + 4096);
    }

    @Test
    void weightsOf16BitsMayBeWidenedOutsideTheHeap() {
        assertThat(new Footprint(1000 * MEBI, 0, Form.FLAT).engineDirectMiB()).isGreaterThan(2600);
    }

    @Test
    void separateProcessesNeedMore() {
        assertThat(new Footprint(0, 0, Form.PROCESSES).bytes()).isGreaterThan(new Footprint(0, 0, Form.FLAT).bytes());
        assertThat(new Footprint(9000 * MEBI, 0, Form.FLAT).bytes()).isGreaterThan(9000 * MEBI);
    }
}
