package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A JVM that was started without the Vector API module. */
class ModelLoaderWithoutVectorsIT {

    /** Loads a folder that isn't there: the missing module has to be noticed first. */
    static final class Loading {
        public static void main(String[] args) {
            ModelLoader.load(Path.of("absent"), "absent");
        }
    }

    @Test
    void refusesToLoadAndNamesTheFlag() throws Exception {
        Process process = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-Xmx128m",
                "-cp", System.getProperty("java.class.path"), Loading.class.getName()))
                .redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(output).contains("KernelsUnavailableException", "start with --add-modules jdk.incubator.vector");
        } finally {
            process.destroyForcibly();
        }
    }
}
