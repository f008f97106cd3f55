package io.sluice.inference.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.inspection.InspectAnswer;
import io.sluice.contracts.inspection.InspectRequest;
import io.sluice.contracts.inspection.InspectRequest.Attention;
import io.sluice.inference.batching.EngineSettings;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.Instruments;
import io.sluice.inference.batching.ModelRole;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.fixture.TinyModelFolder;
import io.sluice.platform.error.SluiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

class InspectControllerTest {

    @TempDir
    private Path folder;

    @Test
    void answersWithRowsOrWithWhatIsWrong() throws IOException {
        try (LanguageModel model = ModelLoader.load(TinyModelFolder.llama().writeTo(folder), "tiny");
                GenerationEngine engine = new GenerationEngine(EngineSettings.DEFAULT,
                        Instruments.system(Clock.systemUTC(), new SplittableRandom(1), () -> 0), event -> { })) {
            engine.serve(model, ModelRole.SMALL);
            InspectController controller = new InspectController(engine);
            StepVerifier.create(controller.inspect(request(List.of(1)))).assertNext(answer -> {
                assertThat(answer.model()).isEqualTo("tiny");
                assertThat(answer.attention()).extracting(InspectAnswer.AttentionRow::head).containsExactly(1);
            }).expectComplete().verify(Duration.ofSeconds(20));
            StepVerifier.create(controller.inspect(request(List.of(4)))).expectErrorSatisfies(error -> {
                assertThat(error).isInstanceOf(SluiceException.class);
                assertThat(((SluiceException) error).status()).isEqualTo(400);
                assertThat(((SluiceException) error).param()).isEqualTo("attention.heads");
            }).verify(Duration.ofSeconds(20));
        }
    }

    private static InspectRequest request(List<Integer> heads) {
        return new InspectRequest("r", "t", "tiny", null, "a prompt", null, new Attention(List.of(0), heads, null), null, 10_000);
    }
}
