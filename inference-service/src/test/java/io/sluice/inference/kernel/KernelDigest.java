package io.sluice.inference.kernel;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.BFloat16BufferTensor;
import com.github.tjake.jlama.tensor.Q4ByteBufferTensor;
import com.github.tjake.jlama.tensor.Q8ByteBufferTensor;
import java.lang.foreign.Arena;
import java.util.Arrays;

/** Prints the kernels in use and a digest of what they compute; run in a JVM of its own by {@link KernelWidthIT}. */
final class KernelDigest {

    private static final int ROUNDS = 100;

    private KernelDigest() {
    }

    public static void main(String[] args) {
        KernelChoice.require();
        Rounds.print();
    }

    /** Apart from {@code main}, because verifying it looks for vector classes. */
    private static final class Rounds {

        private static void print() {
            Kernels kernels = new VectorKernels();
            int digest = 1;
            // Often enough that both interpreted and compiled code take part.
            for (int round = 0; round < ROUNDS; round++) {
                digest = 31 * digest + once(kernels, new RandomRows(round % 3));
            }
            System.out.println(kernels.name() + " " + digest);
        }

        private static int once(Kernels kernels, RandomRows random) {
            int digest = 0;
            for (DType type : new DType[] {DType.F32, DType.BF16}) {
                try (Arena arena = Arena.ofConfined()) {
                    PanelTensor w = new PanelTensor(type, 150, 90, arena);
                    var matrix = random.direct(150, 90);
                    w.fill(0, type == DType.F32 ? matrix : new BFloat16BufferTensor(matrix));
                    HeapTensor y = new HeapTensor(7, 150);
                    kernels.tensors().batchDotProduct(y, random.heap(7, 90), w, 0, 0, 90, 0, 0, 150);
                    digest = 31 * digest + Arrays.hashCode(y.values());
                }
            }
            for (DType type : new DType[] {DType.Q4, DType.I8}) {
                try (Arena arena = Arena.ofConfined()) {
                    BlockTensor w = new BlockTensor(type, 150, 96, arena);
                    var matrix = random.direct(150, 96);
                    w.fill(0, type == DType.Q4 ? new Q4ByteBufferTensor(matrix) : new Q8ByteBufferTensor(matrix));
                    HeapTensor y = new HeapTensor(7, 150);
                    kernels.tensors().batchDotProduct(y, random.heap(7, 96), w, 0, 0, 96, 0, 0, 150);
                    digest = 31 * digest + Arrays.hashCode(y.values());
                }
            }
            float[] row = random.row(200);
            kernels.rmsNorm(row, 0, random.row(200), 1e-6f, row, 0);
            kernels.gate(row, 0, 100, row, 0);
            float sum = kernels.exponentials(row, 90);
            float[][] pages = {random.row(4000), random.row(4000)};
            float[] scores = new float[128];
            kernels.scores(row, 0, 24, pages, 0, 100, scores);
            kernels.mix(scores, 100, 1 / sum, pages, 1536, 24, row, 0);
            return 31 * digest + Arrays.hashCode(row);
        }
    }
}
