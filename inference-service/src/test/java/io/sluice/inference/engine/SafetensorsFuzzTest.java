package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.github.tjake.jlama.tensor.AbstractTensor;
import com.sun.management.ThreadMXBean;
import io.sluice.inference.fixture.SafetensorsWriter;
import io.sluice.inference.fixture.SafetensorsWriter.Matrix;
import io.sluice.inference.fixture.SafetensorsWriter.Type;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random damage to a valid file: it is refused in a sentence, or what it describes can be read. Nothing else is thrown,
 * and no header makes the reader take more memory than a few of its own sizes.
 */
class SafetensorsFuzzTest {

    private static final int CASES = 1000;
    private static final long ALLOCATED_MAX = 64L << 20;
    private static final List<String> HOSTILE = List.of("-1", "0", "1", "2147483648", "9223372036854775807",
            "18446744073709551616", "1e308", "0.5", "null", "true", "\"F32\"", "\"F8_E5M2\"", "\"Q4\"", "\"I8\"", "[]",
            "{}", "[[[]]]", "[0,8]", "[8,0]", "[2,2,2,2,2,2,2,2]", "[65536,65536,65536,65536]", "\"\\u0000\"", "\"\"",
            "\"__metadata__\"", "NaN", "[".repeat(2000));

    @TempDir
    private Path folder;
    private Path file;
    private byte[] valid = new byte[0];
    private String header = "";

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("model.safetensors");
        Map<String, Matrix> tensors = new LinkedHashMap<>();
        tensors.put("a.weight", new Matrix(new int[] {4, 8}, new float[32]));
        tensors.put("b", new Matrix(new int[] {16}, new float[16]));
        tensors.put("c.weight", new Matrix(new int[] {8, 4}, new float[32]));
        SafetensorsWriter.write(file, tensors, Type.F32);
        valid = Files.readAllBytes(file);
        int length = (int) ByteBuffer.wrap(valid).order(ByteOrder.LITTLE_ENDIAN).getLong();
        header = new String(valid, 8, length, StandardCharsets.UTF_8);
        assertThat(readable(valid)).isTrue();
    }

    /** Whether the file was taken; anything but a refusal fails. */
    private boolean readable(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        boolean taken = true;
        try (SafetensorsFolder opened = new SafetensorsFolder(folder)) {
            for (Map.Entry<String, SafetensorsHeader.Tensor> tensor
                    : SafetensorsHeader.read(file).tensors().entrySet()) {
                int[] shape = tensor.getValue().shape();
                AbstractTensor<?, ?> loaded = opened.load(tensor.getKey(), shape);
                if (Arrays.stream(shape).allMatch(size -> size > 0)) {
                    assertThat(loaded.getMemorySegment().byteSize())
                            .isEqualTo(tensor.getValue().end() - tensor.getValue().begin());
                }
            }
        } catch (ModelRefusedException refused) {
            assertThat(refused.getMessage()).doesNotContain("\n").doesNotContain(folder.toString());
            taken = false;
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATED_MAX);
        return taken;
    }

    private void check(byte[] bytes, long seed, int number) {
        try {
            readable(bytes);
        } catch (Throwable e) {
            fail("seed " + seed + ", case " + number + ": " + new String(bytes, StandardCharsets.ISO_8859_1), e);
        }
    }

    private byte[] withHeader(String text) {
        byte[] head = text.getBytes(StandardCharsets.UTF_8);
        int data = valid.length - 8 - header.length();
        return ByteBuffer.allocate(8 + head.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(head.length).put(head)
                .put(valid, 8 + header.length(), data).array();
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void damagedBytes(long seed) {
        RandomGenerator random = random(seed);
        for (int number = 0; number < CASES; number++) {
            byte[] bytes = valid.clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                int at = random.nextInt(random.nextInt(4) == 0 ? 8 : 8 + header.length());
                bytes[at] = (byte) (random.nextBoolean() ? bytes[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
            }
            check(random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes, seed, number);
        }
    }

    /** Replaces, removes and doubles pieces between the header's delimiters. */
    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void damagedStructure(long seed) {
        RandomGenerator random = random(seed);
        String[] pieces = header.strip().splitWithDelimiters("[\\[\\]{}:,]", 0);
        for (int number = 0; number < CASES; number++) {
            List<String> parts = new java.util.ArrayList<>(List.of(pieces));
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                int at = random.nextInt(parts.size());
                switch (random.nextInt(4)) {
                    case 0 -> parts.remove(at);
                    case 1 -> parts.add(at, parts.get(random.nextInt(parts.size())));
                    default -> parts.set(at, HOSTILE.get(random.nextInt(HOSTILE.size())));
                }
            }
            check(withHeader(String.join("", parts)), seed, number);
        }
    }

    @Test
    void aNameThatComesTwiceIsRefused() {
        String doubled = header.strip().replaceFirst("\"c.weight\"", "\"b\"");
        assertThatThrownBy(() -> refused(doubled)).isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("header is not valid JSON: Duplicate");
    }

    @Test
    void metadataThatIsNoTextIsRefused() {
        String numbers = header.strip().replace("\"format\":\"pt\"", "\"format\":7");
        assertThatThrownBy(() -> refused(numbers)).isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("__metadata__");
    }

    private void refused(String text) throws IOException {
        Files.write(file, withHeader(text));
        new SafetensorsFolder(folder).close();
    }
}
