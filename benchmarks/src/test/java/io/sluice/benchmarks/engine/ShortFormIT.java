package io.sluice.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.engine.contender.Checked;
import io.sluice.benchmarks.engine.contender.Command;
import io.sluice.benchmarks.engine.contender.ContenderFailedException;
import io.sluice.benchmarks.engine.contender.ContenderProcess;
import io.sluice.benchmarks.engine.contender.JavaContenders;
import io.sluice.benchmarks.engine.contender.Loaded;
import io.sluice.benchmarks.engine.contender.Round;
import io.sluice.benchmarks.engine.contender.TopLogits;
import io.sluice.benchmarks.engine.model.Format;
import io.sluice.benchmarks.engine.model.ModelCache;
import io.sluice.benchmarks.engine.model.ModelShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark's short form: what the engine computes and allocates, never how fast, and without llama.cpp. */
class ShortFormIT {

    private static final Duration LONG = Duration.ofSeconds(120);
    private static final ModelShape SHAPE = new ModelShape("short", 2, 512, 8, 2, 64, 512, 384, 16_384, 1e-5, 10_000, null);
    private static final int TOP = 8;
    private static final int CONTEXT = 256;
    private static final double ALLOCATED_MAX = 1024;
    /** Compilers come when they come: rounds until a token allocates next to nothing, and more than ever needed. */
    private static final int ROUNDS_MAX = 400;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private ContenderProcess loaded(ContenderProcess process, Path model) throws ContenderFailedException {
        process.ask(Command.load(model.toAbsolutePath().toString(), 1, CONTEXT), Loaded.class, LONG);
        return process;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sluice-small", "sluice-large"})
    void answersOfShippedModelsAreThoseOfTheirReferences(String name) throws Exception {
        Path model = Path.of("..", "models", name);
        JsonNode cases = JSON.readTree(Files.readString(model.resolve("reference.json"))).path("cases");
        assertThat(cases).isNotEmpty();
        try (ContenderProcess sluice = loaded(new JavaContenders(folder, List.of()).sluice(1), model)) {
            for (JsonNode told : cases) {
                int[] greedy = integers(told.path("greedy"));
                assertThat(sluice.ask(Command.round(integers(told.path("tokens")), greedy.length - 1), Round.class, LONG).tokens())
                        .as(told.path("text").asString()).containsExactly(greedy);
            }
            assertAllocatesNextToNothing(sluice, integers(cases.get(0).path("tokens")));
        }
    }

    private static int[] integers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
    }

    private static void assertAllocatesNextToNothing(ContenderProcess sluice, int[] prompt) throws ContenderFailedException {
        double allocated = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS_MAX && allocated >= ALLOCATED_MAX; round++) {
            Double told = sluice.ask(Command.round(prompt, 100), Round.class, LONG).allocatedPerToken();
            allocated = Objects.requireNonNull(told);
        }
        assertThat(allocated).as("bytes a token").isLessThan(ALLOCATED_MAX);
    }

    /** jlama ignores the scaling of frequencies, so this model has none; its widths are those that jlama computes right. */
    @Test
    void fourBitWeightsSayWhatJlamaSays() throws Exception {
        Format format = Format.Q4_0;
        ModelCache models = new ModelCache(folder, SHAPE, 1, line -> { });
        models.prepare(List.of(format), false);
        JavaContenders contenders = new JavaContenders(folder, List.of());
        try (ContenderProcess sluice = loaded(contenders.sluice(1), models.folder(format));
                ContenderProcess jlama = loaded(contenders.jlama(), models.folder(format))) {
            List<TopLogits> ours = new ArrayList<>();
            List<TopLogits> theirs = new ArrayList<>();
            for (Prompts.Check check : new Prompts(SHAPE.vocabulary(), 1).checks()) {
                Command command = Command.check(check.prompt(), check.forced(), TOP);
                ours.addAll(sluice.ask(command, Checked.class, LONG).positions());
                theirs.addAll(jlama.ask(command, Checked.class, LONG).positions());
            }
            Agreement agreement = Agreement.of(format, EngineName.SLUICE, ours, EngineName.JLAMA, theirs);
            assertThat(agreement.agreed()).as(agreement.toString()).isTrue();
        }
    }

    @Test
    void eightBitWeightsSayWhatTheirOriginalSays() throws Exception {
        ModelCache models = new ModelCache(folder, SHAPE, 1, line -> { });
        models.prepare(List.of(Format.Q8_0), false);
        JavaContenders contenders = new JavaContenders(folder, List.of());
        List<List<TopLogits>> told = new ArrayList<>();
        for (Format format : List.of(Format.Q8_0, Format.BF16)) {
            try (ContenderProcess sluice = loaded(contenders.sluice(1), models.folder(format))) {
                Prompts.Check check = new Prompts(SHAPE.vocabulary(), 1).checks().getFirst();
                told.add(sluice.ask(Command.check(check.prompt(), check.forced(), TOP), Checked.class, LONG).positions());
            }
        }
        Agreement agreement = Agreement.of(Format.Q8_0, EngineName.SLUICE, told.getFirst(), EngineName.SLUICE, told.getLast());
        assertThat(agreement.agreed()).as(agreement.toString()).isTrue();
    }
}
