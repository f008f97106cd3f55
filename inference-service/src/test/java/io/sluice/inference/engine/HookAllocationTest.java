package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.hook.AttentionHook;
import io.sluice.inference.engine.hook.EmbeddingHook;
import io.sluice.inference.engine.hook.FirstTokenScale;
import io.sluice.inference.engine.hook.HeadHook;
import io.sluice.inference.engine.hook.HiddenHook;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.LogitHook;
import io.sluice.inference.engine.hook.NormHook;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.engine.hook.ProjectionHook;
import io.sluice.inference.fixture.TinyModelFolder;
import io.sluice.inference.kernel.Kernels;
import io.sluice.inference.kernel.VectorKernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neither asking for hooks nor calling them makes an object; {@link AllocationTest} is the same without hooks. */
class HookAllocationTest {

    private static final int CONTEXT = 256;
    private static final int TOKENS = 100;
    private static final int ROUNDS_MAX = 2000;
    private static final long LIMIT = 1024;
    private static final ModelShape SHAPE = new ModelShape(1, 64, 1, 64, 300, 1, 64);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final class NoTokens implements EmbeddingHook {

        @Override
        public int extraTokens() {
            return 0;
        }

        @Override
        public void extra(int index, float[] values, int at) {
            throw new AssertionError("there is none");
        }
    }

    /** True whether or not this code has been compiled. */
    @Test
    void askingForHooksAllocatesNothingWhetherThereAreAnyOrNot() {
        Hooks all = Hooks.NONE.with(new AttentionHook() { }).with((HeadHook) (_, _, _, _) -> { })
                .with((HiddenHook) (_, _, _, _) -> { }).with(new NoTokens())
                .with((ProjectionHook) (_, _, _, _, _, _, _) -> { })
                .with((NormHook) (_, _, _) -> { }).with((LogitHook) (_, _, _, _) -> { });
        assertThat(allocated(Hooks.NONE)).isZero();
        assertThat(allocated(all)).isZero();
    }

    private static long allocated(Hooks hooks) {
        float[] row = new float[64];
        Kernels kernels = new VectorKernels();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                hooks.requireFit(SHAPE);
                hooks.token(1, i, row, 0);
                hooks.scores(0, 0, i, 0, row, 0);
                hooks.weights(0, 0, i, 0, row, 0);
                hooks.heads(0, i, row, 0);
                hooks.hidden(0, i, row, 0);
                hooks.norm(0, NormHook.Norm.MLP, row);
                hooks.logits(i, row, 0, row);
                hooks.project(0, Projection.KEY, i, row, 0, row, 0, kernels);
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    @Test
    void aTokenUnderAnAttentionHookAllocatesNextToNothingOnceCompiled(@TempDir Path folder) throws Exception {
        TinyModelFolder.llama().layers(3).context(CONTEXT).writeTo(folder);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), HookAllocationTest.class.getName(), folder.toString()));
        Process probe = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(probe.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(probe.exitValue()).as(output).isZero();
        assertThat(Long.parseLong(output.lines().reduce((first, last) -> last).orElseThrow())).as("bytes a token").isLessThanOrEqualTo(LIMIT);
    }

    /** Prints the bytes that a token with hooks on every row of attention allocated in the best round. */
    public static void main(String[] arguments) throws IOException {
        long least = Long.MAX_VALUE;
        try (LanguageModel model = ModelLoader.load(Path.of(arguments[0]), "tiny"); KvCache cache = model.allocate(CONTEXT)) {
            Hooks hooks = Hooks.NONE.with(FirstTokenScale.everywhere(model.shape(), 1.5)).with(new AttentionHook() { })
                    .with((HeadHook) (_, _, _, _) -> { }).with((HiddenHook) (_, _, _, _) -> { })
                    .with((NormHook) (_, _, _) -> { }).with((LogitHook) (_, _, _, _) -> { });
            int[] token = {5};
            for (int round = 0; round < ROUNDS_MAX && least > LIMIT; round++) {
                cache.truncate(0);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < TOKENS; i++) {
                    model.forward(List.of(new Segment(cache, token, Logits.LAST, hooks)));
                }
                least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / TOKENS);
            }
        }
        System.out.println(least);
    }
}
