package io.sluice.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.tasks.Split;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.export.ModelFolder;
import io.sluice.trainer.model.Batch;
import io.sluice.trainer.tokenizer.BpeTrainer;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchSourceTest {

    @Test
    void targetsAreTheNextInputsAndPaddingHasNoWeight(@TempDir Path folder) throws Exception {
        TaskGenerator tasks = new TaskGenerator(1, Split.TRAIN);
        Stream<String> texts = Stream.generate(() -> tasks.next().prompt()).limit(500);
        try (Tokenizer tokenizer = ModelFolder.begin(folder, BpeTrainer.train(texts, 280), 128)) {
            BatchSource source = new BatchSource(tokenizer, 9, 8);
            for (int i = 0; i < 8; i++) {
                check(source.next(), tokenizer);
            }
        }
    }

    private static void check(Batch batch, Tokenizer tokenizer) {
        long weighted = 0;
        for (int row = 0; row < batch.rows(); row++) {
            int from = row * batch.time();
            int length = 0;
            while (length < batch.time() && batch.weights()[from + length] > 0) {
                length++;
            }
            weighted += length;
            assertThat(Arrays.copyOfRange(batch.targets(), from, from + length - 1))
                    .containsExactly(Arrays.copyOfRange(batch.inputs(), from + 1, from + length));
            assertThat(batch.inputs()[from]).isEqualTo(tokenizer.bos());
            assertThat(batch.targets()[from + length - 1]).isEqualTo(tokenizer.eos());
            for (int t = length; t < batch.time(); t++) {
                assertThat(batch.weights()[from + t]).isZero();
            }
        }
        assertThat(weighted).isEqualTo(batch.tokens());
    }
}
