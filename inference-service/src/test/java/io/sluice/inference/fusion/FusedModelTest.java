package io.sluice.inference.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.adapter.AdaptedModels;
import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.decoding.fusion.EmulatedFineTuning;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.KvExhaustedException;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.hook.FirstTokenScale;
import io.sluice.inference.engine.hook.HiddenHook;
import io.sluice.inference.engine.hook.HookFailedException;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FusedModelTest {

    private static final int[] PROMPT = IntStream.range(0, 150).map(i -> 7 * i % 250).toArray();
    private static final int VIRTUAL = 5;

    @TempDir
    private static Path folder;
    private static final Map<String, LanguageModel> MODELS = new HashMap<>();
    private static LanguageModel fused;

    @BeforeAll
    static void load() throws IOException {
        Path small = TinyModelFolder.llama().tied(false).writeTo(folder.resolve("small"));
        Path soft = AdapterFolder.softPrompt(folder.resolve("soft"), VIRTUAL, 3);
        Path offsets = AdapterFolder.headOffsets(folder.resolve("offsets.safetensors"), 5);
        MODELS.put("base", ModelLoader.load(TinyModelFolder.llama().layers(3).width(96).seed(9).writeTo(folder.resolve("base")), "base"));
        MODELS.put("small", ModelLoader.load(small, "small"));
        MODELS.put("tuned", AdaptedModels.load(small, "tuned", new Adapters(null, soft, offsets, null)));
        MODELS.put("other", ModelLoader.load(TinyModelFolder.llama().vocabulary(300).writeTo(folder.resolve("other")), "other"));
        fused = fusion("base", "tuned", "small", 0.75).of(MODELS::get);
    }

    @AfterAll
    static void close() {
        fused.close();
        MODELS.values().forEach(LanguageModel::close);
    }

    private static Fusion fusion(String base, String tuned, String reference, double strength) {
        return new Fusion("fused", List.of(base, tuned, reference), new EmulatedFineTuning(strength));
    }

    private static float[][] read(LanguageModel model, int[] tokens) {
        try (KvCache cache = model.allocate(tokens.length)) {
            return copy(model.forward(List.of(new Segment(cache, tokens, Logits.ALL))).getFirst());
        }
    }

    private static float[][] copy(float[][] rows) {
        return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
    }

    private static int[] part(int from, int to) {
        return Arrays.copyOfRange(PROMPT, from, to);
    }

    @Test
    void everyPositionIsTheFormulaOverWhatTheModelsSayAlone() {
        float[][] base = read(MODELS.get("base"), PROMPT);
        float[][] tuned = read(MODELS.get("tuned"), PROMPT);
        float[][] small = read(MODELS.get("small"), PROMPT);
        for (int i = 0; i < base.length; i++) {
            new EmulatedFineTuning(0.75).fuse(new float[][] {base[i], tuned[i], small[i]});
        }
        assertThat(read(fused, PROMPT)).isDeepEqualTo(base);
    }

    @Test
    void howSequencesAreCutAndWhoSharesThePassChangesNoBit() {
        float[][] whole = read(fused, PROMPT);
        try (KvCache one = fused.allocate(200); KvCache other = fused.allocate(200)) {
            List<float[][]> first = fused.forward(List.of(new Segment(one, part(0, 70), Logits.LAST), new Segment(other, part(3, 40), Logits.NONE)));
            assertThat(first.getFirst()[0]).isEqualTo(whole[69]);
            List<float[][]> second = fused.forward(List.of(new Segment(other, part(40, 41), Logits.LAST), new Segment(one, part(70, 150), Logits.ALL)));
            assertThat(second.get(1)).isDeepEqualTo(Arrays.copyOfRange(whole, 70, 150));
            try (KvCache fork = one.fork(90, 200)) {
                one.truncate(20);
                assertThat(fused.forward(List.of(new Segment(fork, part(90, 91), Logits.LAST))).getFirst()[0]).isEqualTo(whole[90]);
                assertThat(fused.forward(List.of(new Segment(one, part(20, 21), Logits.LAST))).getFirst()[0]).isEqualTo(whole[20]);
            }
        }
    }

    @Test
    void ofNoStrengthItIsTheBase() {
        try (LanguageModel plain = fusion("base", "tuned", "small", 0).of(MODELS::get)) {
            assertThat(read(plain, PROMPT)).isDeepEqualTo(read(MODELS.get("base"), PROMPT));
        }
    }

    @Test
    void aPassThatFailsInOneModelIsTakenBackInAll() {
        float[][] whole = read(fused, PROMPT);
        try (LanguageModel mine = fused.twin(); KvCache cache = mine.allocate(200); KvCache other = mine.allocate(200)) {
            mine.forward(List.of(new Segment(cache, part(0, 60), Logits.NONE)));
            mine.limitKvMemory(3 * mine.kvMemory().bytesPerPage());
            assertThatThrownBy(() -> mine.forward(List.of(new Segment(cache, part(60, 150), Logits.LAST),
                    new Segment(other, part(0, 100), Logits.LAST)))).isInstanceOf(KvExhaustedException.class);
            assertThat(cache.length()).isEqualTo(60);
            assertThat(other.length()).isZero();
            mine.limitKvMemory(1 << 20);
            assertThat(mine.forward(List.of(new Segment(cache, part(60, 150), Logits.LAST))).getFirst()[0]).isEqualTo(whole[149]);
        }
    }

    @Test
    void aPassThatFailsInALaterModelIsTakenBackInTheFirst() {
        LanguageModel small = MODELS.get("small");
        boolean[] broken = {true};
        HiddenHook breaking = (layer, position, values, at) -> {
            if (broken[0]) {
                throw new IllegalStateException("broken");
            }
        };
        LanguageModel failing = new HookedModel(small.twin(), Hooks.NONE.with(breaking));
        try (LanguageModel mine = new FusedModel("mine", List.of(MODELS.get("base").twin(), small.twin(), failing), new EmulatedFineTuning(1));
                KvCache cache = mine.allocate(200)) {
            assertThatThrownBy(() -> mine.forward(List.of(new Segment(cache, part(0, 70), Logits.NONE)))).isInstanceOf(HookFailedException.class);
            assertThat(cache.length()).isZero();
            broken[0] = false;
            assertThat(copy(mine.forward(List.of(new Segment(cache, PROMPT, Logits.ALL))).getFirst()))
                    .isDeepEqualTo(read(MODELS.get("base"), PROMPT));
        }
    }

    /** One model looks back farther than the other, and a pass fails in the latter when the former had finished it. */
    @Test
    void modelsWithSlidingWindowsGiveBackWhatEachHasLeftBehind(@TempDir Path windows) throws IOException {
        boolean[] broken = {false};
        HiddenHook breaking = (layer, position, values, at) -> {
            if (broken[0]) {
                throw new IllegalStateException("broken");
            }
        };
        try (LanguageModel near = sliding(windows.resolve("near"), 5); LanguageModel far = sliding(windows.resolve("far"), 50);
                LanguageModel mine = new FusedModel("mine", List.of(far.twin(), near.twin(),
                        new HookedModel(near.twin(), Hooks.NONE.with(breaking))), new EmulatedFineTuning(1));
                KvCache cache = mine.allocate(200)) {
            float[][] whole = read(far, PROMPT);
            assertThat(mine.kvMemory().reach()).isEqualTo(49 + KvCache.BACK);
            for (int i = 0; i < 150; i++) {
                broken[0] = i % 40 == 39;
                List<Segment> next = List.of(new Segment(cache, part(i, i + 1), Logits.LAST));
                if (broken[0]) {
                    assertThatThrownBy(() -> mine.forward(next)).isInstanceOf(HookFailedException.class);
                    broken[0] = false;
                }
                assertThat(mine.forward(next).getFirst()[0]).as("position %d", i).isEqualTo(whole[i]);
            }
            assertThat(cache.shortest()).as("of the model that gave back most").isEqualTo(64 + 4);
            cache.truncate(100);
            assertThat(mine.forward(List.of(new Segment(cache, part(100, 150), Logits.LAST))).getFirst()[0]).isEqualTo(whole[149]);
        }
    }

    private static LanguageModel sliding(Path files, int window) throws IOException {
        return ModelLoader.load(TinyModelFolder.llama().architecture("MistralForCausalLM").config("sliding_window", window).tied(false)
                .seed(window).writeTo(files), "sliding");
    }

    @Test
    void hooksOfASequenceAreTheBases() {
        LanguageModel base = MODELS.get("base");
        Hooks hooks = Hooks.NONE.with(FirstTokenScale.everywhere(base.shape(), 3));
        try (LanguageModel plain = fusion("base", "small", "small", 1).of(MODELS::get);
                KvCache cache = plain.allocate(200); KvCache expected = base.allocate(200)) {
            assertThat(plain.forward(List.of(new Segment(cache, PROMPT, Logits.LAST, hooks))).getFirst())
                    .isDeepEqualTo(base.forward(List.of(new Segment(expected, PROMPT, Logits.LAST, hooks))).getFirst());
        }
    }

    @Test
    void costsAndMemoryAreThoseOfAll() {
        LanguageModel base = MODELS.get("base");
        LanguageModel tuned = MODELS.get("tuned");
        LanguageModel small = MODELS.get("small");
        assertThat(fused.info().flopsPerToken())
                .isEqualTo(base.info().flopsPerToken() + tuned.info().flopsPerToken() + small.info().flopsPerToken());
        assertThat(fused.info().parameters()).isEqualTo(base.info().parameters() + 2 * small.info().parameters());
        assertThat(fused.info().contextLength()).isEqualTo(small.info().contextLength() - VIRTUAL);
        try (LanguageModel stronger = fusion("base", "tuned", "small", 1).of(MODELS::get)) {
            assertThat(fused.info().digest()).isNotEqualTo(stronger.info().digest()).isNotEqualTo(base.info().digest());
        }
        try (LanguageModel mine = fused.twin()) {
            int before = mine.kvMemory().pagesHeld();
            mine.limitKvMemory(10 * mine.kvMemory().bytesPerPage());
            assertThat(mine.kvMemory().pagesMax()).isLessThanOrEqualTo(10).isGreaterThanOrEqualTo(8);
            KvCache cache = mine.allocate(200);
            mine.forward(List.of(new Segment(cache, PROMPT, Logits.NONE)));
            assertThat(mine.kvMemory().pagesHeld()).isEqualTo(before + 3);
            cache.close();
            assertThat(mine.kvMemory().pagesHeld()).isEqualTo(before);
        }
        assertThat(base.kvMemory().pagesHeld()).as("twins have a memory of their own").isZero();
    }

    @Test
    void modelsThatDoNotFitAreRefusedByName() {
        assertThatThrownBy(() -> fusion("base", "other", "small", 1).of(MODELS::get)).isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("base and other have different vocabularies");
        assertThatThrownBy(() -> fusion("base", "nobody", "small", 1).of(MODELS::get)).isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("nobody, which is not served");
    }

    @Test
    void weightsLiveAsLongAsOneOfTheTwins() throws IOException {
        LanguageModel first = ModelLoader.load(folder.resolve("small"), "first");
        LanguageModel twin = first.twin();
        float[][] expected = read(first, PROMPT);
        first.close();
        first.close();
        assertThat(read(twin, PROMPT)).isDeepEqualTo(expected);
        twin.close();
        assertThatThrownBy(twin::twin).isInstanceOf(IllegalStateException.class);
    }
}
