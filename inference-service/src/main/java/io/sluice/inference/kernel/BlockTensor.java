package io.sluice.inference.kernel;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.FloatBufferTensor;
import com.github.tjake.jlama.tensor.Q4ByteBufferTensor;
import com.github.tjake.jlama.tensor.Q8ByteBufferTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Quantised weights: each block of {@value #BLOCK} inputs of an output is small integers q times one scale. Q4 (Q4_0 of
 * GGUF): q from -8 to 7; I8 (Q8_0): q from -128 to 127. Scales are held in half precision, as GGUF has them: 4.5 and 8.5
 * bits a weight.
 *
 * <p>Layout: outputs in panels, a panel block after block, a block's integers and then its scales: a product reads one
 * stream, which is what a processor prefetches best. Inside a block the inputs go by fours, and every four are
 * {@value #VECTORS} vectors of ints. Each half of an int holds the four inputs of one output as nibbles: the low halves belong to the first
 * {@code Lanes.LENGTH} outputs, the high halves to as many more. Q4 stores q + 8; its four vectors are four groups of
 * outputs. I8 stores q + 128 in two planes: vectors 0 and 1 are the upper nibbles of two groups of outputs, 2 and 3 their
 * lower ones. So both formats are sums of the same sixteen-bit products (see {@link BlockKernels}). Scales: a vector of
 * ints for each group, again in halves.
 */
public final class BlockTensor extends WeightTensor {

    /** Inputs that share a scale. */
    public static final int BLOCK = 32;

    /** Vectors of ints that hold four inputs of a panel. */
    static final int VECTORS = 4;

    /** Outputs that share a vector. */
    static final int GROUP = 2 * Lanes.LENGTH;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int VECTOR_BYTES = Lanes.FLOAT_BYTES;
    /** Vectors of four inputs in a block. */
    private static final int QUADS = BLOCK / 4;
    private static final int NIBBLES = 0x0F0F_0F0F;
    private static final int SIGNS = 0x8080_8080;

    private final MemorySegment panels;
    private final int planes;
    private final int panel;

    /** Zeros, to be filled. {@code inputs} is a multiple of {@value #BLOCK}. */
    public BlockTensor(DType type, int outputs, int inputs, Arena arena) {
        super(type, outputs, inputs);
        this.planes = planes(type);
        this.panel = panel(type);
        if (inputs % BLOCK != 0) {
            throw new IllegalArgumentException("quantised rows are multiples of " + BLOCK + " long, not " + inputs);
        }
        this.panels = WeightMemory.allocate(arena, bytes(type, outputs, inputs));
    }

    /** Memory that a matrix of this shape takes, in bytes. */
    public static long bytes(DType type, int outputs, int inputs) {
        return (long) Math.ceilDiv(outputs, panel(type)) * (inputs / BLOCK) * blockBytes(planes(type));
    }

    /** Outputs of a panel. */
    static int panel(DType type) {
        return VECTORS / planes(type) * GROUP;
    }

    private static int planes(DType type) {
        return switch (type) {
            case Q4 -> 1;
            case I8 -> 2;
            default -> throw new IllegalArgumentException("blocks hold Q4 or I8, not " + type);
        };
    }

    /** Bytes of a panel's block, its scales included. */
    private static int blockBytes(int planes) {
        return (QUADS * VECTORS + VECTORS / planes) * VECTOR_BYTES;
    }

    @Override
    int panel() {
        return panel;
    }

    int blocks() {
        return inputs() / BLOCK;
    }

    MemorySegment panels() {
        return panels;
    }

    /** First byte of a panel's block: its integers, then {@link #scaleBytes()} further a vector of scales for each group. */
    long offset(int panel, int block) {
        return ((long) panel * blocks() + block) * blockBytes();
    }

    int blockBytes() {
        return blockBytes(planes);
    }

    /** Bytes from the beginning of a block to its scales. */
    static int scaleBytes() {
        return QUADS * VECTORS * VECTOR_BYTES;
    }

    /**
     * Copies jlama's Q4 or I8 tensor of the same type; scales are rounded to half precision.
     *
     * @throws NotFiniteException at the first scale that is not finite there
     */
    @Override
    public void fill(int firstOutput, @SuppressWarnings("rawtypes") AbstractTensor source) {
        if (source.dType() != dType || source.shape().last() != inputs()) {
            throw new IllegalArgumentException(
                    dType + " blocks take " + dType + " rows of " + inputs() + ", not " + source.dType());
        }
        FloatBufferTensor scales = switch (source) {
            case Q4ByteBufferTensor q4 -> q4.getBlockF();
            case Q8ByteBufferTensor i8 -> i8.getBlockF();
            default -> throw new IllegalArgumentException("a " + source.getClass().getSimpleName() + " has no scales");
        };
        MemorySegment from = source.getMemorySegment();
        MemorySegment factors = scales.getMemorySegment();
        for (int row = 0; row < source.shape().first(); row++) {
            for (int block = 0; block < blocks(); block++) {
                long index = (long) row * blocks() + block;
                if (dType == DType.Q4) {
                    copyQ4(firstOutput + row, block, from, index * BLOCK / 2);
                } else {
                    copyI8(firstOutput + row, block, from, index * BLOCK);
                }
                setScale(firstOutput + row, block, factors.get(FLOAT, index * Float.BYTES), row);
            }
        }
    }

    /** jlama and GGUF put inputs 0 to 15 of a block into the low nibbles and 16 to 31 into the high ones. */
    private void copyQ4(int output, int block, MemorySegment from, long at) {
        for (int i = 0; i < QUADS / 2; i++) {
            int bytes = from.get(INT, at + i * 4L);
            panels.set(SHORT, quadAt(output, block, i, 0), packed(bytes & NIBBLES));
            panels.set(SHORT, quadAt(output, block, i + QUADS / 2, 0), packed(bytes >>> 4 & NIBBLES));
        }
    }

    private void copyI8(int output, int block, MemorySegment from, long at) {
        for (int i = 0; i < QUADS; i++) {
            int bytes = from.get(INT, at + i * 4L) ^ SIGNS;
            panels.set(SHORT, quadAt(output, block, i, 0), packed(bytes >>> 4 & NIBBLES));
            panels.set(SHORT, quadAt(output, block, i, 1), packed(bytes & NIBBLES));
        }
    }

    /** The low nibbles of four bytes side by side. */
    private static short packed(int nibbles) {
        int pairs = (nibbles | nibbles >>> 4) & 0x00FF_00FF;
        return (short) (pairs | pairs >>> 8);
    }

    private void setScale(int output, int block, float scale, int sourceRow) {
        short half = Float.floatToFloat16(scale);
        if (!Float.isFinite(Float.float16ToFloat(half))) {
            throw new NotFiniteException("the scale " + scale + " of row " + sourceRow + ", block " + block
                    + " is no finite half-precision number");
        }
        panels.set(SHORT, scaleAt(output, block), half);
    }

    /** Byte of the half of an int with four inputs of an output. */
    private long quadAt(int output, int block, int quad, int plane) {
        int inPanel = output % panel;
        int vector = plane * (VECTORS / planes) + inPanel / GROUP;
        return offset(output / panel, block) + (long) (quad * VECTORS + vector) * VECTOR_BYTES + inVector(inPanel);
    }

    private long scaleAt(int output, int block) {
        int inPanel = output % panel;
        return offset(output / panel, block) + scaleBytes() + (long) (inPanel / GROUP) * VECTOR_BYTES + inVector(inPanel);
    }

    private static long inVector(int inPanel) {
        int inGroup = inPanel % GROUP;
        return (long) (inGroup % Lanes.LENGTH) * Integer.BYTES + (long) (inGroup / Lanes.LENGTH) * Short.BYTES;
    }

    /** The integer of a weight. */
    int quantum(int output, int input) {
        int block = input / BLOCK;
        int quad = input % BLOCK / 4;
        int shift = input % 4 * 4;
        int first = panels.get(SHORT, quadAt(output, block, quad, 0)) >>> shift & 15;
        if (dType == DType.Q4) {
            return first - 8;
        }
        return (first << 4 | panels.get(SHORT, quadAt(output, block, quad, 1)) >>> shift & 15) - 128;
    }

    float scale(int output, int block) {
        return Float.float16ToFloat(panels.get(SHORT, scaleAt(output, block)));
    }

    @Override
    public float get(int... dims) {
        return quantum(dims[0], dims[1]) * scale(dims[0], dims[1] / BLOCK);
    }

    @Override
    public void set(float v, int... dims) {
        throw new UnsupportedOperationException("a quantised weight has no value of its own: use fill");
    }

    @Override
    public MemorySegment getMemorySegment() {
        return panels;
    }

    /** Scales become zero, and with them the weights. */
    @Override
    public void clear() {
        panels.fill((byte) 0);
    }
}
