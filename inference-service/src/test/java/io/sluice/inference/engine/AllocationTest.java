package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.fixture.TinyModelFolder;
import io.sluice.inference.quantization.BlockFormat;
import io.sluice.inference.quantization.ModelQuantizer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Boxed vectors or forgotten buffers show as kilobytes a token once the code is compiled. Measured in a JVM of its own,
 * as the engine runs: what other tests did to the compiler's profiles would decide the answer here.
 */
class AllocationTest {

    private static final int CONTEXT = 256;
    private static final int TOKENS = 100;
    private static final int ROUNDS_MAX = 2000;
    private static final long LIMIT = 1024;

    @Test
    void aTokenAllocatesNextToNothingOnceCompiled(@TempDir Path folder) throws Exception {
        TinyModelFolder.llama().layers(3).context(CONTEXT).writeTo(folder);
        allocatesNextToNothing(folder);
    }

    @ParameterizedTest
    @EnumSource(BlockFormat.class)
    void neitherWithQuantisedWeights(BlockFormat format, @TempDir Path folder) throws Exception {
        Path plain = folder.resolve("plain");
        Files.createDirectories(plain);
        TinyModelFolder.llama().layers(3).context(CONTEXT).writeTo(plain);
        Path packed = folder.resolve("packed");
        new ModelQuantizer(format, (_, _, _, _, _, _) -> { }).quantize(plain, packed);
        allocatesNextToNothing(packed);
    }

    private static void allocatesNextToNothing(Path folder) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AllocationTest.class.getName(), folder.toString()));
        Process probe = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(probe.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(probe.exitValue()).as(output).isZero();
        assertThat(Long.parseLong(output.lines().reduce((first, last) -> last).orElseThrow())).as("bytes a token").isLessThanOrEqualTo(LIMIT);
    }

    /** Prints the bytes that a token allocated in the best round, after as many rounds as that took. */
    public static void main(String[] arguments) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        try (LanguageModel model = ModelLoader.load(Path.of(arguments[0]), "tiny"); KvCache cache = model.allocate(CONTEXT)) {
            int[] token = {5};
            for (int round = 0; round < ROUNDS_MAX && least > LIMIT; round++) {
                cache.truncate(0);
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < TOKENS; i++) {
                    model.forward(List.of(new Segment(cache, token, Logits.LAST)));
                }
                least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / TOKENS);
            }
        }
        System.out.println(least);
    }
}
