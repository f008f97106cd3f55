package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tjake.jlama.safetensors.DType;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class KernelThreadsTest {

    @Test
    void runsEveryItemOnceRoundAfterRound() {
        KernelThreads threads = new KernelThreads(3);
        AtomicIntegerArray runs = new AtomicIntegerArray(100);
        for (int round = 1; round <= 2000; round++) {
            int items = round % 101;
            threads.run(items, (thread, from, to) -> {
                assertThat(thread).isBetween(0, 2);
                for (int i = from; i < to; i++) {
                    runs.incrementAndGet(i);
                }
            });
            for (int i = 0; i < 100; i++) {
                assertThat(runs.getAndSet(i, 0)).isEqualTo(i < items ? 1 : 0);
            }
        }
    }

    @Test
    void helpersTakeAShare() {
        KernelThreads threads = new KernelThreads(2);
        CountDownLatch helped = new CountDownLatch(1);
        threads.run(2, (thread, _, _) -> {
            if (thread == 0) {
                await(helped);
            } else {
                helped.countDown();
            }
        });
        assertThat(helped.getCount()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void passesOnWhatAHelperThrows() {
        KernelThreads threads = new KernelThreads(2);
        CountDownLatch broken = new CountDownLatch(1);
        assertThatThrownBy(() -> threads.run(2, (thread, _, _) -> {
            if (thread == 1) {
                broken.countDown();
                throw new IllegalArgumentException("broken part");
            }
            await(broken);
        })).isInstanceOf(IllegalArgumentException.class).hasMessage("broken part");
        int[] done = new int[2];
        threads.run(2, (_, from, to) -> Arrays.fill(done, from, to, 1));
        assertThat(done).containsExactly(1, 1);
    }

    @Test
    void runsAloneWhenTheHelpersAreTaken() {
        KernelThreads threads = new KernelThreads(2);
        int[] inner = new int[1];
        threads.run(2, (_, from, _) -> {
            if (from == 0) {
                threads.run(7, (thread, first, last) -> inner[0] = thread == 0 && first == 0 ? last : -1);
            }
        });
        assertThat(inner[0]).isEqualTo(7);
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
