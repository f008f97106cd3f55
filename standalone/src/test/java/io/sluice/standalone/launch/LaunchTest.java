package io.sluice.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.standalone.check.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts that must not happen, found before anything runs. That a platform starts is tested end to end. */
@Timeout(60)
class LaunchTest {

    @TempDir
    private Path folder;

    private Options options;

    @BeforeEach
    void write() throws IOException {
        options = Options.of(folder.resolve("data"), ModelFolders.write(folder.resolve("small"), 10), ModelFolders.write(folder.resolve("large"), 20))
                .withPorts(Ports.ANY);
    }

    @Test
    void namesEveryPortThatIsTakenAndItsFlag() throws Exception {
        try (ServerSocket one = listen(); ServerSocket two = listen()) {
            Ports ports = new Ports(one.getLocalPort(), 0, 0, 0, 0, 0, 0, two.getLocalPort());
            assertThat(failure(options.withPorts(ports))).hasMessage(
                    "Port " + one.getLocalPort() + " on 127.0.0.1 is in use, and gateway needs it: stop the program that has it, "
                            + "or choose another port with --port N.\n"
                            + "Port " + two.getLocalPort() + " on 127.0.0.1 is in use, and redis needs it: stop the program that has it, "
                            + "or choose another port with --redis-port N.");
        }
    }

    @Test
    void refusesADataDirectoryThatIsInUse() throws Exception {
        try (DataDirectory held = ((DataDirectory.Locked) DataDirectory.open(options.data())).directory()) {
            assertThat(failure(options)).hasMessageStartingWith("Another sluice (process ").hasMessageContaining(held.path().toString());
        }
    }

    @Test
    void givesTheDataDirectoryBackAfterAFailure() throws Exception {
        Path none = folder.resolve("none");
        assertThat(failure(Options.of(options.data(), none, options.large()).withPorts(Ports.ANY))).hasMessageContaining("no model folder " + none);
        ((DataDirectory.Locked) DataDirectory.open(options.data())).directory().close();
    }

    @Test
    void namesADamagedKeyFile() throws Exception {
        ((DataDirectory.Locked) DataDirectory.open(options.data())).directory().close();
        Files.writeString(options.data().resolve("keys.json"), "nonsense");
        assertThat(failure(options)).hasMessageContaining("keys.json is damaged");
    }

    @Test
    void saysWhenModelsAreTooBigForTheMachine() throws Exception {
        Path huge = ModelFolders.write(folder.resolve("huge"), 0);
        try (var file = new java.io.RandomAccessFile(huge.resolve("model.safetensors").toFile(), "rw")) {
            // A hole: it takes no disk.
            file.setLength(4L << 40);
        }
        assertThat(failure(Options.of(options.data(), options.small(), huge).withPorts(Ports.ANY)))
                .hasMessageContaining("Not enough memory").hasMessageContaining("--small and --large");
    }

    @Test
    void aReservedDataDirectoryIsHeldUntilTheLaunchIsClosed() throws Exception {
        try (Launch launch = new Launch(options, Progress.SILENT)) {
            launch.reserve();
            assertThat(DataDirectory.open(options.data())).isInstanceOf(DataDirectory.Refused.class);
        }
        ((DataDirectory.Locked) DataDirectory.open(options.data())).directory().close();
    }

    @Test
    void startCachesAreForJarsOnly() {
        // Tests run from folders of classes.
        assertThat(Preparation.done(options.withAot(folder.resolve("aot")))).isTrue();
    }

    private static StartFailure failure(Options options) throws IOException {
        Launch launch = new Launch(options, Progress.SILENT);
        StartFailure failure = catchThrowableOfType(StartFailure.class, launch::start);
        assertThat(launch.closed()).isTrue();
        assertThat(launch.children().pids()).isEmpty();
        return failure;
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(Options.LOOPBACK));
    }
}
