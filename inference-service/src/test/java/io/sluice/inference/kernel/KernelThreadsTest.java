package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tjake.jlama.safetensors.DType;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class KernelThreadsTest {

    @Test
    void runsEveryPartOnceRoundAfterRound() {
        KernelThreads threads = new KernelThreads(3);
        AtomicIntegerArray runs = new AtomicIntegerArray(3);
        for (int round = 0; round < 2000; round++) {
            threads.run((index, count) -> {
                assertThat(count).isEqualTo(3);
                runs.incrementAndGet(index);
            });
            int expected = round + 1;
            assertThat(runs.get(0) + runs.get(1) + runs.get(2)).isEqualTo(3 * expected);
        }
        assertThat(runs.get(2)).isEqualTo(2000);
    }

    @Test
    void passesOnWhatAHelperThrows() {
        KernelThreads threads = new KernelThreads(2);
        assertThatThrownBy(() -> threads.run((index, _) -> {
            if (index == 1) {
                throw new IllegalArgumentException("broken part");
            }
        })).isInstanceOf(IllegalStateException.class).hasRootCauseMessage("broken part");
        int[] done = new int[2];
        threads.run((index, _) -> done[index] = 1);
        assertThat(done).containsExactly(1, 1);
    }

    @Test
    void runsAloneWhenTheHelpersAreTaken() {
        KernelThreads threads = new KernelThreads(2);
        int[] innerCount = new int[1];
        threads.run((index, _) -> {
            if (index == 0) {
                threads.run((_, count) -> innerCount[0] = count);
            }
        });
        assertThat(innerCount[0]).isEqualTo(1);
    }

    @Test
    void sharingALargeProductChangesNoBit() {
        RandomRows random = new RandomRows(16);
        int inputs = 1001;
        int outputs = 2077;
        try (Arena arena = Arena.ofShared()) {
            PanelTensor w = new PanelTensor(DType.F32, outputs, inputs, arena);
            float[] weights = random.row(outputs * inputs);
            for (int j = 0; j < outputs; j++) {
                for (int k = 0; k < inputs; k++) {
                    w.set(weights[j * inputs + k], j, k);
                }
            }
            HeapTensor x = random.heap(3, inputs);
            HeapTensor shared = new HeapTensor(3, outputs);
            new VectorTensorOperations().batchDotProduct(shared, x, w, 0, 0, inputs, 0, 0, outputs);
            HeapTensor alone = new HeapTensor(3, outputs);
            new PanelProduct().run(x.values(), 0, inputs, 3, w, 0, Math.ceilDiv(outputs, Lanes.PANEL),
                    alone.values(), 0, outputs);
            assertThat(Arrays.equals(shared.values(), alone.values())).isTrue();
        }
        if (KernelThreads.available() > 1) {
            assertThat(KernelThreads.helperCpuNanos()).isPositive();
        }
    }
}
