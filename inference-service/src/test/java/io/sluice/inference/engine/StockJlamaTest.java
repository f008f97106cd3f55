package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.tensor.operations.TensorOperationsProvider;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stock jlama on its Panama path as a second opinion: one sequence, token by token, working memory in F32, in the shapes
 * that it computes correctly (widths up to 128 or a multiple of it, heads and MLP in multiples of 16, a long context).
 */
class StockJlamaTest {

    private static final double TOLERANCE = 1e-3;
    private static final int CONTEXT = 16_384;

    @TempDir
    private Path folder;

    @BeforeAll
    static void choosePanama() {
        System.setProperty("jlama.force_panama_tensor_operations", "true");
        assertThat(TensorOperationsProvider.get().name()).contains("Panama");
    }

    @Test
    void agreesOnGroupedQueries() throws IOException {
        compare(TinyModelFolder.llama().vocabulary(384).context(CONTEXT));
    }

    @Test
    void agreesOnAnUntiedModelOfSeveralLayers() throws IOException {
        compare(TinyModelFolder.llama().vocabulary(384).context(CONTEXT).layers(4).width(128).heads(4, 4, 32)
                .mlpWidth(256).tied(false).seed(3));
    }

    private void compare(TinyModelFolder files) throws IOException {
        files.writeTo(folder);
        int[] tokens = IntStream.range(0, 40).map(i -> (i * i * 11 + 7 * i) % 270).toArray();
        try (LanguageModel model = ModelLoader.load(folder, "tiny"); KvCache cache = model.allocate(64);
                AbstractModel stock = ModelSupport.loadModel(folder.toFile(), DType.F32, DType.F32);
                KvBufferCache stockCaches = new KvBufferCache(stock);
                KvBufferCache.KvBuffer stockCache = stockCaches.getEphemeralKvBuffer();
                AbstractTensor<?, ?> stockLogits = stock.makeDenseTensor(1, files.vocabularySize())) {
            int next = tokens[0];
            for (int position = 0; position < 60; position++) {
                int[] token = {position < tokens.length ? tokens[position] : next};
                float[] logits = model.forward(List.of(new Segment(cache, token, Logits.LAST))).getFirst()[0];
                AbstractTensor<?, ?> output = stock.batchForward(token, position, stockCache);
                next = stock.sample(output, 0, 0, stockLogits);
                int best = 0;
                for (int i = 0; i < logits.length; i++) {
                    best = logits[i] > logits[best] ? i : best;
                    assertThat((double) logits[i]).as("position %d, logit %d", position, i)
                            .isCloseTo(stockLogits.get(0, i), within(TOLERANCE));
                }
                assertThat(best).isEqualTo(next);
            }
        }
    }
}
