package io.sluice.selection.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledIntakeIT {

    /** Takes an upload from its standard input into the store that its argument names. */
    static final class Child {
        private Child() {
        }

        public static void main(String[] arguments) throws IOException {
            new Intake(new FileDataSetStore(Path.of(arguments[0])), Long.MAX_VALUE).take(System.in);
        }
    }

    @TempDir
    private Path root;

    @Test
    void aKillInTheMiddleLeavesOnlyWhatTheNextStartDeletesAndALivingUploadIsLeftAlone() throws Exception {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Child.class.getName(), root.toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            // A pipe holds 64 KiB: once so much more went through it, the child has written some of it.
            byte[] lines = "{\"text\": \"one of many rows\"}\n".repeat(40_000).getBytes(UTF_8);
            child.getOutputStream().write(lines);
            child.getOutputStream().flush();

            new FileDataSetStore(root);
            assertThat(staged()).as("a living process keeps its staged files").isNotEmpty();
        } finally {
            child.destroyForcibly().waitFor();
        }

        FileDataSetStore store = new FileDataSetStore(root);
        assertThat(staged()).isEmpty();
        assertThat(store.digests()).isEmpty();
        try (InputStream again = new ByteArrayInputStream("{\"text\": \"a\"}".getBytes(UTF_8))) {
            assertThat(new Intake(store, 100).take(again)).isInstanceOf(Intake.Outcome.Stored.class);
        }
    }

    private List<Path> staged() throws IOException {
        try (Stream<Path> all = Files.list(root.resolve("staging"))) {
            return all.toList();
        }
    }
}
