package io.sluice.inference.kernel;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.SegmentedTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A weight matrix {@code [outputs][inputs]} repacked once for {@link MatrixKernels}: outputs in panels of
 * four vectors, and inside a panel, input after input, the panel's outputs side by side. A product then
 * reads it as one sequential stream and needs no horizontal sums. The last panel is filled up with zeros.
 *
 * <p>Outside the heap, in the arena that the caller gives. Element types: F32 as it is; BF16 in pairs (see
 * {@link MatrixKernels}).
 */
public final class PanelTensor extends WeightTensor {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment panels;

    /** Zeros, to be filled. */
    public PanelTensor(DType type, int outputs, int inputs, Arena arena) {
        super(checked(type), outputs, inputs);
        this.panels = WeightMemory.allocate(arena, bytes(type, outputs, inputs));
    }

    /** Memory that a matrix of this shape takes, in bytes. */
    public static long bytes(DType type, int outputs, int inputs) {
        return (long) panelCount(outputs) * Lanes.PANEL * inputs * type.size();
    }

    private static DType checked(DType type) {
        if (type != DType.F32 && type != DType.BF16) {
            throw new IllegalArgumentException("panels hold F32 or BF16, not " + type);
        }
        return type;
    }

    private static int panelCount(int outputs) {
        return Math.ceilDiv(outputs, Lanes.PANEL);
    }

    @Override
    int panel() {
        return Lanes.PANEL;
    }

    MemorySegment panels() {
        return panels;
    }

    /** First byte of a panel. */
    long panelOffset(int panel) {
        return (long) panel * Lanes.PANEL * inputs() * dType.size();
    }

    /** Bytes that the panel's outputs take for one input. */
    int stepBytes() {
        return Lanes.PANEL * dType.size();
    }

    /**
     * Copies a row-major F32, F16 or BF16 matrix into rows {@code firstOutput} and following; a BF16 tensor takes BF16
     * only.
     *
     * @throws NotFiniteException at the first element that is not finite
     */
    @Override
    public void fill(int firstOutput, @SuppressWarnings("rawtypes") AbstractTensor source) {
        fill(firstOutput, source, 0, source.shape().first());
    }

    void fill(int firstOutput, @SuppressWarnings("rawtypes") AbstractTensor source, int firstRow, int rows) {
        for (int row = 0; row < rows; row++) {
            if (source instanceof SegmentedTensor) {
                fillRow(firstOutput + row, source.dType(), source.slice(firstRow + row).getMemorySegment(), 0, row);
            } else {
                long at = (long) (firstRow + row) * inputs() * source.dType().size();
                fillRow(firstOutput + row, source.dType(), source.getMemorySegment(), at, row);
            }
        }
    }

    private void fillRow(int output, DType from, MemorySegment source, long at, int sourceRow) {
        if (dType == DType.BF16 && from != DType.BF16) {
            throw new IllegalArgumentException("BF16 panels take BF16 weights, not " + from);
        }
        boolean finite = switch (from) {
            case BF16 -> dType == DType.BF16 ? copyBf16(output, source, at) : widenBf16(output, source, at);
            case F16 -> widenF16(output, source, at);
            case F32 -> copyF32(output, source, at);
            default -> throw new IllegalArgumentException("weights are F32, F16 or BF16, not " + from);
        };
        if (!finite) {
            throw new NotFiniteException(sourceRow, firstNotFinite(from, source, at));
        }
    }

    private boolean copyF32(int output, MemorySegment source, long at) {
        long to = offset(output, 0);
        int bad = 0;
        for (int k = 0; k < inputs(); k++, at += Float.BYTES, to += stepBytes()) {
            float value = source.get(FLOAT, at);
            bad |= notFinite(Float.floatToRawIntBits(value));
            panels.set(FLOAT, to, value);
        }
        return bad == 0;
    }

    private boolean widenF16(int output, MemorySegment source, long at) {
        long to = offset(output, 0);
        int bad = 0;
        for (int k = 0; k < inputs(); k++, at += Short.BYTES, to += stepBytes()) {
            float value = Float.float16ToFloat(source.get(SHORT, at));
            bad |= notFinite(Float.floatToRawIntBits(value));
            panels.set(FLOAT, to, value);
        }
        return bad == 0;
    }

    private boolean widenBf16(int output, MemorySegment source, long at) {
        long to = offset(output, 0);
        int bad = 0;
        for (int k = 0; k < inputs(); k++, at += Short.BYTES, to += stepBytes()) {
            int bits = source.get(SHORT, at) << 16;
            bad |= notFinite(bits);
            panels.set(FLOAT, to, Float.intBitsToFloat(bits));
        }
        return bad == 0;
    }

    private boolean copyBf16(int output, MemorySegment source, long at) {
        long to = offset(output, 0);
        int bad = 0;
        for (int k = 0; k < inputs(); k++, at += Short.BYTES, to += stepBytes()) {
            short value = source.get(SHORT, at);
            bad |= notFinite(value << 16);
            panels.set(SHORT, to, value);
        }
        return bad == 0;
    }

    /** 1 when the float with these bits is infinite or no number. */
    private static int notFinite(int bits) {
        return ((bits & 0x7F80_0000) - 0x7F80_0000 >>> 31) ^ 1;
    }

    private int firstNotFinite(DType from, MemorySegment source, long at) {
        int column = 0;
        while (notFinite(switch (from) {
            case F32 -> Float.floatToRawIntBits(source.get(FLOAT, at + (long) column * Float.BYTES));
            case F16 -> Float.floatToRawIntBits(
                    Float.float16ToFloat(source.get(SHORT, at + (long) column * Short.BYTES)));
            default -> source.get(SHORT, at + (long) column * Short.BYTES) << 16;
        }) == 0) {
            column++;
        }
        return column;
    }

    /** Byte of element {@code [output][input]}. */
    private long offset(int output, int input) {
        int inPanel = output % Lanes.PANEL;
        long step = panelOffset(output / Lanes.PANEL) + (long) input * stepBytes();
        if (dType == DType.F32) {
            return step + (long) inPanel * Float.BYTES;
        }
        int vector = inPanel / Lanes.LENGTH;
        int lane = inPanel % Lanes.LENGTH;
        return step + (long) (vector / 2 * Lanes.LENGTH + lane) * Integer.BYTES + (long) (vector % 2) * Short.BYTES;
    }

    @Override
    public float get(int... dims) {
        long at = offset(dims[0], dims[1]);
        return dType == DType.F32 ? panels.get(FLOAT, at) : Float.intBitsToFloat(panels.get(SHORT, at) << 16);
    }

    /** Stores an F32; a BF16 tensor keeps the upper half of the bits. */
    @Override
    public void set(float v, int... dims) {
        long at = offset(dims[0], dims[1]);
        if (dType == DType.F32) {
            panels.set(FLOAT, at, v);
        } else {
            panels.set(SHORT, at, (short) (Float.floatToRawIntBits(v) >>> 16));
        }
    }

    @Override
    public MemorySegment getMemorySegment() {
        return panels;
    }

    @Override
    public void clear() {
        panels.fill((byte) 0);
    }
}
