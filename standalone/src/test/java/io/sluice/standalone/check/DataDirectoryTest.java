package io.sluice.standalone.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path folder;

    @Test
    void isMadeForItsOwnerOnly() throws Exception {
        Path data = folder.resolve("a/b");
        try (DataDirectory directory = opened(data)) {
            assertThat(directory.path()).isEqualTo(data);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data))).isEqualTo("rwx------");
        }
    }

    @Test
    void refusesASecondUserAndNamesTheFirst() throws Exception {
        try (DataDirectory held = opened(folder)) {
            assertThat(refused(folder)).startsWith("Another sluice (process " + ProcessHandle.current().pid() + ") uses the data directory "
                    + held.path()).contains("--data DIR");
        }
    }

    @Test
    void canBeOpenedAgainAfterItWasGivenBack() throws Exception {
        opened(folder).close();
        opened(folder).close();
    }

    @Test
    void aLockFileThatADeadProcessLeftIsNoObstacle() throws Exception {
        opened(folder).close();
        Files.writeString(folder.resolve("lock"), "99999999\n");
        opened(folder).close();
    }

    @Test
    void refusesAFolderOfSomebodyElse() throws Exception {
        Files.writeString(folder.resolve("thesis.tex"), "important");
        assertThat(refused(folder)).contains("is not empty and was not made by sluice");
        assertThat(folder.resolve("lock")).doesNotExist();
    }

    @Test
    void refusesWhatANewerVersionWrote() throws Exception {
        Files.writeString(folder.resolve("sluice-data"), "7\n");
        assertThat(refused(folder)).contains("has format '7', and this version knows only format 1");
    }

    @Test
    void refusesAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(refused(file)).isEqualTo("The data directory " + file + " is a file.");
    }

    private static DataDirectory opened(Path path) {
        return switch (DataDirectory.open(path)) {
            case DataDirectory.Locked locked -> locked.directory();
            case DataDirectory.Refused refused -> throw new AssertionError(refused.problem().message());
        };
    }

    private static String refused(Path path) {
        return ((DataDirectory.Refused) DataDirectory.open(path)).problem().message();
    }
}
