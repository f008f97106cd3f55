package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.model.ModelCard;
import io.sluice.inference.batching.ModelCatalog.Source;
import io.sluice.inference.engine.ModelRefusedException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ModelCatalogTest {

    private final GenerationEngine engine = new GenerationEngine(EngineSettings.DEFAULT,
            Instruments.system(Clock.systemUTC(), new SplittableRandom(1), () -> 0), event -> { });

    @Test
    void servesWhatLoadsAndSaysWhyTheRestDoesNot() {
        try (ModelCatalog catalog = catalog(source -> {
            switch (source.name()) {
                case "cut" -> throw new ModelRefusedException("model.safetensors ends early");
                case "bug" -> throw new NullPointerException();
                case "big" -> throw new OutOfMemoryError("Java heap space");
                default -> {
                    return new FakeModel(source.name(), 5, 1);
                }
            }
        }, "small", "cut", "bug", "big")) {
            assertThat(catalog.ready()).isFalse();
            catalog.start();
            Bench.eventually("all tried", catalog::settled);
            assertThat(catalog.ready()).isTrue();
            assertThat(catalog.cards()).extracting(ModelCard::name).containsExactly("small", "cut", "bug", "big");
            assertThat(catalog.cards()).extracting(ModelCard::refusal)
                    .containsExactly(null, "model.safetensors ends early", "NullPointerException", "Java heap space");
            assertThat(catalog.cards().getFirst().digest()).isEqualTo("digest-small");
            Answer answer = Bench.get(Answer.of(engine.generate(Requests.plain("hi", Requests.pinned("small")))));
            assertThat(answer.failure()).isNull();
            assertThat(Bench.get(Answer.of(engine.generate(Requests.plain("hi", Requests.pinned("cut"))))).failure())
                    .isNotNull().extracting("code").isEqualTo("model_not_found");
        }
    }

    @Test
    void isNeverReadyWithoutAModel() {
        try (ModelCatalog catalog = catalog(source -> {
            throw new ModelRefusedException("no");
        }, "only")) {
            catalog.start();
            Bench.eventually("tried", catalog::settled);
            assertThat(catalog.ready()).isFalse();
        }
    }

    @Test
    void servesTheFirstWhileTheSecondLoads() {
        CountDownLatch second = new CountDownLatch(1);
        try (ModelCatalog catalog = catalog(source -> {
            if (source.name().equals("second")) {
                try {
                    second.await();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            }
            return new FakeModel(source.name(), 5, 1);
        }, "first", "second")) {
            catalog.start();
            Bench.eventually("first", () -> catalog.cards().size() == 1);
            assertThat(Bench.get(Answer.of(engine.generate(Requests.plain("hi", Requests.pinned("first"))))).failure()).isNull();
            assertThat(catalog.ready()).isFalse();
            second.countDown();
            Bench.eventually("second", catalog::ready);
        }
        assertThat(engine.alive()).isFalse();
    }

    @Test
    void aLoadThatIsInTheWayOfTheEndIsGivenUpAndItsModelClosed() throws InterruptedException {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        FakeModel late = new FakeModel("late", 5, 1) {
            @Override
            public void close() {
                closed.countDown();
            }
        };
        ModelCatalog catalog = catalog(source -> {
            loading.countDown();
            try {
                new CountDownLatch(1).await();
                throw new AssertionError("nobody gave up");
            } catch (InterruptedException givenUp) {
                // As one that could not stop any more: the model is there all the same.
                return late;
            }
        }, "late");
        catalog.start();
        loading.await();
        catalog.close();
        closed.await();
        Bench.eventually("its fate is known", catalog::settled);
    }

    private ModelCatalog catalog(ModelCatalog.Loader loader, String... names) {
        return new ModelCatalog(List.of(names).stream().map(name -> new Source(name, Path.of(name), ModelRole.OTHER)).toList(), loader, engine);
    }
}
