package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JVM of its own decides at start. */
class KernelWidthIT {

    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    private static String fullWidth;

    @BeforeAll
    static void takeTheFullWidth() throws Exception {
        fullWidth = run(MODULE);
    }

    @Test
    void givesTheSameBitsAtEveryWidth() throws Exception {
        String widest = fullWidth.split(" ")[0];
        List<String> digests = new ArrayList<>();
        digests.add(fullWidth.split(" ")[1]);
        for (int bits = 128; bits < Integer.parseInt(widest.substring("vector-".length())); bits *= 2) {
            String line = run(MODULE, "-D" + KernelChoice.PROPERTY + "=" + bits);
            assertThat(line).startsWith("vector-" + bits + " ");
            digests.add(line.split(" ")[1]);
        }
        assertThat(digests).hasSizeGreaterThan(1).containsOnly(digests.getFirst());
    }

    /** The JVM's own limit, as on a processor that has no more. */
    @ParameterizedTest
    @ValueSource(ints = {128, 256})
    void takesTheKernelsMadeForTheWidthThatTheMachineHas(int bits) throws Exception {
        assertThat(run(MODULE, "-XX:MaxVectorSize=" + bits / 8)).isEqualTo("vector-" + bits + " " + fullWidth.split(" ")[1]);
    }

    @Test
    void refusesAMachineWhoseVectorsAreTooNarrow() throws Exception {
        assertThat(run(MODULE, "-XX:MaxVectorSize=8")).contains("KernelsUnavailableException", "the Vector API offers 64 bits");
    }

    @Test
    void refusesToStartWithoutTheVectorModuleAndNamesTheFlag() throws Exception {
        assertThat(run()).contains("KernelsUnavailableException", "start with --add-modules jdk.incubator.vector");
    }

    @Test
    void refusesAJvmWhoseCompilerKnowsNoVectors() throws Exception {
        assertThat(run(MODULE, "-XX:TieredStopAtLevel=1"))
                .contains("KernelsUnavailableException", "start without -Xint and -XX:TieredStopAtLevel");
    }

    private static String run(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "--sun-misc-unsafe-memory-access=allow",
                "-cp", System.getProperty("java.class.path"), KernelDigest.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return output.lines().filter(line -> !line.startsWith("WARNING")).reduce("", (a, b) -> a + b + "\n").strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
