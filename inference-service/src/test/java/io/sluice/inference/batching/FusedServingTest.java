package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.details;
import static io.sluice.inference.batching.Requests.format;
import static io.sluice.inference.batching.Requests.hot;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.stop;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.model.ModelCard;
import io.sluice.inference.adapter.AdaptedModels;
import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.batching.ModelCatalog.Blend;
import io.sluice.inference.batching.ModelCatalog.Source;
import io.sluice.inference.decoding.fusion.EmulatedFineTuning;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.TinyModelFolder;
import io.sluice.inference.fusion.Fusion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models made of others, as callers see them: like any other. */
class FusedServingTest {

    private static final String PROMPT = "a prompt that is longer than a handful of tokens, so that it could be shared";

    @TempDir
    private static Path folder;
    private static GenerationEngine engine;
    private static ModelCatalog catalog;

    @BeforeAll
    static void serve() throws IOException {
        Path base = TinyModelFolder.llama().layers(3).width(96).tied(false).seed(9).writeTo(folder.resolve("base"));
        Path small = TinyModelFolder.llama().tied(false).writeTo(folder.resolve("small"));
        Path wide = TinyModelFolder.llama().vocabulary(300).writeTo(folder.resolve("wide"));
        Path lora = AdapterFolder.lora(folder.resolve("lora"), 4);
        engine = new GenerationEngine(EngineSettings.DEFAULT.withKvBytes(1 << 20),
                Instruments.system(Clock.systemUTC(), new SplittableRandom(1), () -> 0), event -> { });
        catalog = new ModelCatalog(List.of(new Source("small", small, ModelRole.SMALL), new Source("base", base, ModelRole.LARGE),
                new Source("tuned", small, ModelRole.OTHER, new Adapters(lora, null, null, null)), new Source("wide", wide, ModelRole.OTHER)),
                List.of(blend("up", "base", "tuned", "small", 1), blend("off", "base", "tuned", "small", 0),
                        blend("same", "base", "tuned", "tuned", 1), blend("down", "small", "tuned", "small", 1),
                        blend("odd", "base", "wide", "small", 1), blend("lost", "base", "nobody", "small", 1)),
                source -> AdaptedModels.load(source.folder(), source.name(), source.adapters()), engine);
        catalog.start();
        Bench.eventually("loaded", catalog::settled);
    }

    @AfterAll
    static void close() {
        catalog.close();
    }

    private static Blend blend(String name, String base, String tuned, String reference, double strength) {
        return new Blend(new Fusion(name, List.of(base, tuned, reference), new EmulatedFineTuning(strength)), ModelRole.OTHER);
    }

    private static Answer answer(GenerateRequest request) {
        Answer answer = Bench.get(Answer.of(engine.generate(request)));
        assertThat(answer.failure()).isNull();
        return answer;
    }

    private static List<String> texts(GenerateRequest request) {
        return answer(request).choices().stream().map(Answer.Choice::text).toList();
    }

    /** What callers may ask for, each for a model of this name. */
    private static Stream<UnaryOperator<GenerateRequest>> wishes() {
        return Stream.of(request -> request, request -> with(request, hot(3)), request -> choices(with(request, hot(4)), 3),
                request -> stop(with(request, hot(5)), "e", "a"), request -> details(request, 3, true, true),
                request -> format(with(request, hot(6)), new OutputFormat(OutputFormat.Kind.REGEX, "[a-c]{4,9}(yes|no)")));
    }

    private static GenerateRequest ask(String model) {
        return most(plain(PROMPT, pinned(model)), 40);
    }

    @Test
    void ofNoStrengthOrWithNothingLearnedItAnswersAsTheBaseDoes() {
        wishes().forEach(wish -> {
            List<String> base = texts(wish.apply(ask("base")));
            assertThat(texts(wish.apply(ask("off")))).isEqualTo(base);
            assertThat(texts(wish.apply(ask("same")))).isEqualTo(base);
        });
        assertThat(texts(with(ask("up"), hot(3)))).isNotEqualTo(texts(with(ask("base"), hot(3))));
    }

    @Test
    void onTheReferenceItselfItAnswersAsTheTunedModelDoes() {
        GenerateRequest asked = details(ask("down"), 5, false, false);
        Answer down = answer(asked);
        Answer tuned = answer(details(ask("tuned"), 5, false, false));
        assertThat(down.choices().getFirst().text()).isEqualTo(tuned.choices().getFirst().text());
        List<TokenTrace> expected = tuned.choices().getFirst().tokens();
        for (int i = 0; i < expected.size(); i++) {
            TokenTrace trace = down.choices().getFirst().tokens().get(i);
            assertThat(trace.chosen().logprob()).isEqualTo(expected.get(i).chosen().logprob(), within(1e-4));
        }
    }

    @Test
    void masksApplyToTheResult() {
        String text = texts(format(with(ask("up"), hot(8)), new OutputFormat(OutputFormat.Kind.REGEX, "[a-c]{4,9}(yes|no)"))).getFirst();
        assertThat(text).matches("[a-c]{4,9}(yes|no)");
    }

    @Test
    void besideOthersItAnswersAsItDoesAlone() {
        List<GenerateRequest> requests = IntStream.range(0, 12)
                .mapToObj(i -> with(most(plain(PROMPT + i, pinned(List.of("up", "base", "tuned").get(i % 3))), 40), hot(i))).toList();
        List<List<Answer.Choice>> alone = requests.stream().map(request -> answer(request).choices()).toList();
        List<CompletableFuture<Answer>> together = requests.stream().map(request -> Answer.of(engine.generate(request))).toList();
        assertThat(together.stream().map(answer -> Bench.get(answer).choices())).isEqualTo(alone);
    }

    @Test
    void knownPrefixesAreForkedInAllModels() {
        GenerateRequest asked = most(plain("Known: " + PROMPT, pinned("up")), 20);
        Answer first = answer(asked);
        Answer second = answer(asked);
        assertThat(second.usage().cachedTokens()).isNotNull().isPositive();
        assertThat(second.choices()).isEqualTo(first.choices());
    }

    @Test
    void costsCountThePassesOfAllModels() {
        double up = answer(ask("off")).routing().flops();
        double base = answer(ask("base")).routing().flops();
        double tuned = answer(most(plain(PROMPT, pinned("tuned")), 1)).routing().flops();
        assertThat(up).isGreaterThan(base + 2 * tuned);
    }

    @Test
    void cardsTellWhatItIsMadeOf() {
        ModelCard up = catalog.cards().stream().filter(card -> card.name().equals("up")).findFirst().orElseThrow();
        assertThat(up.ready()).isTrue();
        assertThat(up.fusion()).isEqualTo(new ModelCard.Fusion("emulated-fine-tuning 1.0", List.of("base", "tuned", "small")));
        assertThat(catalog.cards()).filteredOn(card -> !card.ready()).extracting(ModelCard::name).containsExactly("odd", "lost");
        assertThat(catalog.cards()).filteredOn(card -> !card.ready()).extracting(ModelCard::refusal)
                .satisfiesExactly(odd -> assertThat(odd).contains("base and wide have different vocabularies"),
                        lost -> assertThat(lost).contains("nobody, which is not served"));
    }
}
