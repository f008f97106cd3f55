package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.hook.WeightHook;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load that ends half-way names the reason and leaves nothing behind; the next one works. */
class InterruptedLoadTest {

    private static final int TIMES = 20;
    private static final int[] TOKENS = IntStream.range(0, 40).map(i -> i * 5).toArray();
    /** Read when most of the other weights are in memory. */
    private static final String LATE = "model.layers.1.mlp.gate_proj.weight";

    @TempDir
    private Path folder;
    private Path weights;
    private Path kept;
    private float[] expected = new float[0];

    /** What a failed load could leave behind, beside the memory of its weights. */
    private record Held(int threads, long files) {

        static Held now() {
            return new Held(ManagementFactory.getThreadMXBean().getThreadCount(),
                    ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount());
        }
    }

    /** Does something in the middle of a load, and changes no weight. */
    private record Midway(Runnable action) implements WeightHook {

        @Override
        public Set<String> tensors() {
            return Set.of(LATE);
        }

        @Override
        public void requireShape(String tensor, int rows, int columns) {
            // It takes any.
        }

        @Override
        public String revision() {
            return "midway";
        }

        @Override
        public void row(String tensor, int row, float[] values) {
            if (row == 1) {
                action.run();
            }
        }
    }

    @BeforeEach
    void writeAndLoadOnce() throws IOException {
        weights = TinyModelFolder.llama().writeTo(folder).resolve("model.safetensors");
        kept = Files.copy(weights, folder.resolve("kept"));
        expected = logits();
    }

    private float[] logits() {
        try (LanguageModel model = ModelLoader.load(folder, "tiny"); KvCache cache = model.allocate(TOKENS.length)) {
            return model.forward(List.of(new Segment(cache, TOKENS, Logits.LAST))).getFirst()[0].clone();
        }
    }

    @AfterEach
    void theNextLoadWorks() throws IOException {
        assertThat(Thread.interrupted()).as("left over from a load").isFalse();
        restore();
        assertThat(logits()).containsExactly(expected);
    }

    private void restore() throws IOException {
        Files.copy(kept, weights, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void damageInTheLastTensorFreesAllThatCameBefore() throws IOException {
        try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(Float.BYTES).putInt(0, 0xFFFF_FFFF), channel.size() - Float.BYTES);
        }
        failsAndLeavesNothing(List.of(), "is not a finite number");
    }

    @Test
    void anInterruptedThreadGivesUp() throws IOException {
        failsAndLeavesNothing(List.of(new Midway(() -> Thread.currentThread().interrupt())), "the load was interrupted");
    }

    @Test
    void whatAHookThrowsEndsTheLoad() throws IOException {
        failsAndLeavesNothing(List.of(new Midway(() -> {
            throw new ModelRefusedException("the adapter is damaged");
        })), "the adapter is damaged");
    }

    @Test
    void memoryThatDoesNotSufficeEndsTheLoad() throws IOException {
        failsAndLeavesNothing(List.of(new Midway(() -> {
            throw new OutOfMemoryError("test");
        })), "memory doesn't suffice");
    }

    @Test
    void aFileThatIsCutMeanwhileEndsTheLoad() throws IOException {
        failsAndLeavesNothing(List.of(new Midway(() -> {
            try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() / 2);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        })), "while it was read");
    }

    private void failsAndLeavesNothing(List<WeightHook> hooks, String reason) throws IOException {
        byte[] damaged = Files.readAllBytes(weights);
        Held before = Held.now();
        for (int i = 0; i < TIMES; i++) {
            Files.write(weights, damaged);
            Arena arena = Arena.ofShared();
            assertThatThrownBy(() -> ModelLoader.load(folder, "tiny", hooks, arena)).isInstanceOf(ModelRefusedException.class)
                    .hasMessageContaining(reason);
            assertThat(arena.scope().isAlive()).as("the memory of the weights is held").isFalse();
            Thread.interrupted();
        }
        // Whatever else this JVM does meanwhile: each of the loads that leaves one behind is more.
        Held after = Held.now();
        assertThat(after.threads()).isLessThan(before.threads() + TIMES);
        assertThat(after.files()).isLessThan(before.files() + TIMES);
    }
}
