package io.sluice.inference.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.model.ModelCard.Adapter;
import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.KvExhaustedException;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.hook.AttentionReader;
import io.sluice.inference.engine.hook.FirstTokenScale;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.SoftPrompt;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model with adapters against the plain model that is given the same hooks by hand. */
class AdaptedModelTest {

    private static final int VIRTUAL = 10;
    private static final double SCALE = 1.5;
    private static final int PAGE = 64;

    @TempDir
    private static Path folder;
    private static Path base;
    private static LanguageModel plain;
    private static LanguageModel adapted;
    private static Hooks hooks;
    private static SoftPrompt prompt;

    @BeforeAll
    static void load() throws IOException {
        base = TinyModelFolder.llama().writeTo(folder.resolve("base"));
        Path soft = AdapterFolder.softPrompt(folder.resolve("soft"), VIRTUAL, 3);
        Path offsets = AdapterFolder.headOffsets(folder.resolve("offsets.safetensors"), 5);
        plain = ModelLoader.load(base, "plain");
        prompt = AdapterFiles.softPrompt(soft, plain.shape());
        hooks = Hooks.NONE.with(prompt).with(AdapterFiles.headOffsets(offsets, plain.shape()))
                .with(FirstTokenScale.everywhere(plain.shape(), SCALE));
        adapted = AdaptedModels.load(base, "adapted", new Adapters(null, soft, offsets, Double.toString(SCALE)));
    }

    @AfterAll
    static void close() {
        adapted.close();
        plain.close();
    }

    private static int[] tokens(int length) {
        return IntStream.range(0, length).map(i -> (i * 31 + i * i) % 280).toArray();
    }

    /** By hand: the soft prompt's tokens, then these, in one pass. */
    private static float[][] expected(int[] tokens) {
        int[] all = IntStream.concat(Arrays.stream(prompt.tokens(280)), Arrays.stream(tokens)).toArray();
        try (KvCache cache = plain.allocate(all.length)) {
            return copy(plain.forward(List.of(new Segment(cache, all, Logits.ALL, hooks))).getFirst(), VIRTUAL);
        }
    }

    private static float[][] copy(float[][] rows, int from) {
        return Arrays.stream(rows, from, rows.length).map(float[]::clone).toArray(float[][]::new);
    }

    private static float[][] read(KvCache cache, int[] tokens, Hooks own) {
        return copy(adapted.forward(List.of(new Segment(cache, tokens, Logits.ALL, own))).getFirst(), 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 100})
    void everySequenceHasTheHooksBitForBit(int cut) {
        int[] tokens = tokens(100);
        List<float[]> rows = new ArrayList<>();
        try (KvCache cache = adapted.allocate(tokens.length)) {
            for (int from = 0; from < tokens.length; from += cut) {
                rows.addAll(List.of(read(cache, Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + cut)), Hooks.NONE)));
            }
            assertThat(cache.length()).isEqualTo(tokens.length);
        }
        assertThat(rows.toArray(float[][]::new)).isDeepEqualTo(expected(tokens));
    }

    @Test
    void forksAndCutsOfASequenceStandBehindTheSoftPrompt() {
        int[] tokens = tokens(90);
        float[][] expected = expected(tokens);
        try (KvCache cache = adapted.allocate(tokens.length)) {
            read(cache, tokens, Hooks.NONE);
            for (int shared : new int[] {0, 1, 60, 89}) {
                try (KvCache fork = cache.fork(shared, 90)) {
                    assertThat(fork.length()).isEqualTo(shared);
                    assertThat(read(fork, Arrays.copyOfRange(tokens, shared, 90), Hooks.NONE))
                            .isDeepEqualTo(copy(expected, shared));
                }
            }
            for (int kept : new int[] {89, 50, 0}) {
                cache.truncate(kept);
                assertThat(read(cache, Arrays.copyOfRange(tokens, kept, 90), Hooks.NONE)).isDeepEqualTo(copy(expected, kept));
            }
            assertThatThrownBy(() -> cache.truncate(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whoReadsAttentionSeesWhatTheAdaptersMadeOfIt() {
        AttentionReader byHand = new AttentionReader(plain.shape(), 100);
        AttentionReader reader = new AttentionReader(plain.shape(), 100);
        int[] tokens = tokens(20);
        int[] all = IntStream.concat(Arrays.stream(prompt.tokens(280)), Arrays.stream(tokens)).toArray();
        try (KvCache cache = plain.allocate(100); KvCache mine = adapted.allocate(100)) {
            plain.forward(List.of(new Segment(cache, all, Logits.NONE, hooks.with(byHand))));
            assertThat(read(mine, tokens, Hooks.NONE.with(reader))).isDeepEqualTo(expected(tokens));
        }
        assertThat(reader.row(1, VIRTUAL + 19)).hasSize(VIRTUAL + 20).isEqualTo(byHand.row(1, VIRTUAL + 19));
    }

    @Test
    void tellsWhatItIsMadeOfAndWhatRoomIsLeft() {
        assertThat(adapted.adapters()).extracting(Adapter::kind)
                .containsExactly("soft-prompt", "lofit", "first-token-scale");
        assertThat(adapted.adapters()).extracting(Adapter::source).containsExactly("soft", "offsets.safetensors", "1.5");
        assertThat(adapted.adapters().getFirst().tokens()).isEqualTo(VIRTUAL);
        assertThat(adapted.info().contextLength()).isEqualTo(plain.info().contextLength() - VIRTUAL);
        assertThat(adapted.info().digest()).hasSize(64).isNotEqualTo(plain.info().digest());
        assertThat(adapted.info().flopsPerToken())
                .isEqualTo(plain.info().flopsPerToken() + VIRTUAL * plain.info().attentionFlopsPerPosition());
        try (KvCache longest = adapted.allocate(adapted.info().contextLength())) {
            assertThat(read(longest, tokens(adapted.info().contextLength()), Hooks.NONE)).isDeepEqualTo(expected(tokens(256 - VIRTUAL)));
        }
        assertThatThrownBy(() -> adapted.allocate(adapted.info().contextLength() + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatItsMemoryPromisesIsThere() throws IOException {
        Path soft = AdapterFolder.softPrompt(folder.resolve("other"), VIRTUAL, 4);
        try (LanguageModel model = AdaptedModels.load(base, "bounded", new Adapters(null, soft, null, null))) {
            model.limitKvMemory(4 * model.kvMemory().bytesPerPage());
            assertThat(model.kvMemory().pagesMax()).isEqualTo(2);
            assertThat(model.kvMemory().pagesHeld()).isZero();
            int most = model.kvMemory().pagesMax() * PAGE;
            try (KvCache cache = model.allocate(most); KvCache second = model.allocate(1)) {
                model.forward(List.of(new Segment(cache, tokens(most), Logits.NONE)));
                assertThatThrownBy(() -> model.forward(List.of(new Segment(second, new int[] {1}, Logits.NONE))))
                        .isInstanceOf(KvExhaustedException.class);
            }
            assertThat(model.kvMemory().pagesHeld()).isZero();
        }
    }

    @Test
    void mergesALoraAndTellsIt() throws IOException {
        Path lora = AdapterFolder.lora(folder.resolve("lora"), 8);
        int[] tokens = tokens(30);
        try (LanguageModel merged = ModelLoader.load(base, "merged", List.of(AdapterFiles.lora(lora)));
                LanguageModel served = AdaptedModels.load(base, "served", new Adapters(lora, null, null, null));
                KvCache one = merged.allocate(30); KvCache other = served.allocate(30)) {
            assertThat(copy(served.forward(List.of(new Segment(other, tokens, Logits.ALL))).getFirst(), 0))
                    .isDeepEqualTo(copy(merged.forward(List.of(new Segment(one, tokens, Logits.ALL))).getFirst(), 0));
            assertThat(served.info().digest()).isEqualTo(merged.info().digest()).isNotEqualTo(plain.info().digest());
            assertThat(served.adapters()).extracting(Adapter::kind).containsExactly("lora");
        }
    }

    @Test
    void readsFactorsOfSingleHeadsFromAFile() throws IOException {
        Path file = folder.resolve("factors.json");
        Files.writeString(file, "{\"factors\": [[2, 1, 0.5, 3], [1, 0.25, 1, 1]]}");
        Hooks byHand = Hooks.NONE.with(new FirstTokenScale(new double[][] {{2, 1, .5, 3}, {1, .25, 1, 1}}));
        int[] tokens = tokens(30);
        try (LanguageModel model = AdaptedModels.load(base, "tuned", new Adapters(null, null, null, file.toString()));
                KvCache one = model.allocate(30); KvCache other = plain.allocate(30)) {
            assertThat(copy(model.forward(List.of(new Segment(one, tokens, Logits.ALL))).getFirst(), 0))
                    .isDeepEqualTo(copy(plain.forward(List.of(new Segment(other, tokens, Logits.ALL, byHand))).getFirst(), 0));
        }
    }

    @Test
    void refusesWhatCantBeApplied() throws IOException {
        refuses(new Adapters(null, null, null, "0"), "first-token-scale is 0, and it has to be a number above 0");
        refuses(new Adapters(null, null, null, "NaN"), "first-token-scale is NaN");
        refuses(new Adapters(null, null, null, folder.resolve("none.json").toString()), "none.json is missing");
        for (String bad : List.of("{}", "{\"factors\": [[1, 1, 1, 1]]}", "{\"factors\": 3}")) {
            refuses(factors(bad), "layers, and the model has 2");
        }
        refuses(factors("{\"factors\": [[1, 1], [1, 1]]}"), "the factors are for 2 layers of 2 heads");
        refuses(factors("{\"factors\": [[1, 1, 1, -1], [1, 1, 1, 1]]}"), "it has to be a number above 0");
        refuses(factors("{\"factors\": [[1, 1, 1, \"x\"], [1, 1, 1, 1]]}"), "something else than a number for layer 0, head 3");
        Path longest = AdapterFolder.softPrompt(folder.resolve("longest"), 256, 1);
        refuses(new Adapters(null, longest, null, null), "the soft prompt has 256 tokens, and the context 256");
        refuses(new Adapters(longest, null, null, null), "has the peft_type PROMPT_TUNING, and expected is LORA");
    }

    private static Adapters factors(String json) throws IOException {
        Path file = folder.resolve("bad.json");
        Files.writeString(file, json);
        return new Adapters(null, null, null, file.toString());
    }

    private static void refuses(Adapters adapters, String why) {
        assertThatThrownBy(() -> AdaptedModels.load(base, "bad", adapters))
                .isInstanceOf(ModelRefusedException.class).hasMessageContaining(why);
    }
}
