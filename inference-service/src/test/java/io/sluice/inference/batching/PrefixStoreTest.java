package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.batching.PrefixStore.Key;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.hook.HeadHook;
import io.sluice.inference.engine.hook.Hooks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefixStoreTest {

    private final FakeModel model = new FakeModel("m", 1, 1);
    private final FakeModel other = new FakeModel("o", 1, 2);
    private final PrefixStore store = new PrefixStore(3);
    private final Key mine = new Key("mine", model, Hooks.NONE);

    @AfterEach
    void closes() {
        store.close();
        assertThat(model.openCaches).hasValue(0);
        assertThat(model.kvMemory().pagesHeld()).isZero();
    }

    @Test
    void findsTheLongestPrefixAndLeavesTheLastTokenToRead() {
        keep(mine, tokens(1, 40));
        int[] branch = tokens(1, 60);
        branch[30] = 99;
        keep(mine, branch);
        assertThat(store.longest(mine, tokens(1, 100))).isEqualTo(40);
        assertThat(store.longest(mine, branch)).isEqualTo(59);
        assertThat(store.longest(mine, tokens(1, 40))).isEqualTo(39);
        assertThat(store.longest(mine, tokens(2, 50))).isZero();
    }

    @Test
    void aPrefixThatIsTooShortIsReadAgain() {
        keep(mine, tokens(1, PrefixStore.LEAST));
        assertThat(store.longest(mine, tokens(1, 90))).isEqualTo(PrefixStore.LEAST);
        assertThat(store.longest(mine, tokens(1, PrefixStore.LEAST))).as("one token short").isZero();
        keep(mine, tokens(7, PrefixStore.LEAST - 1));
        assertThat(store.entries()).isEqualTo(1);
    }

    @Test
    void whatItGivesIsWhatWasRead() {
        int[] prompt = tokens(1, 70);
        keep(mine, prompt);
        KvCache cache = store.open(mine, Arrays.copyOf(prompt, 50), 60);
        assertThat(cache.length()).isEqualTo(49);
        assertThat(cache).hasToString(Arrays.toString(Arrays.copyOf(prompt, 49)));
        cache.close();
        assertThat(store.hits()).isEqualTo(1);
        assertThat(store.tokensSaved()).isEqualTo(49);
    }

    @Test
    void nothingIsSharedAcrossTenantsModelsAndHooks() {
        int[] prompt = tokens(1, 50);
        keep(mine, prompt);
        HeadHook hook = (layer, position, values, at) -> { };
        for (Key stranger : List.of(new Key("yours", model, Hooks.NONE), new Key("mine", other, Hooks.NONE),
                new Key("mine", model, Hooks.NONE.with(hook)))) {
            assertThat(store.longest(stranger, prompt)).isZero();
            assertThat(store.isComing(stranger, prompt)).isFalse();
        }
        assertThat(store.longest(mine, prompt)).isEqualTo(49);
    }

    @Test
    void whatAnotherOneHoldsIsKeptOnce() {
        keep(mine, tokens(1, 30));
        keep(mine, tokens(1, 60));
        assertThat(store.entries()).isEqualTo(1);
        keep(mine, tokens(1, 45));
        assertThat(store.entries()).isEqualTo(1);
        assertThat(store.longest(mine, tokens(1, 100))).isEqualTo(60);
    }

    @Test
    void aSequenceThatLeftItsBeginningBehindServesOnlyWhoBeginsWithNearlyAllOfIt() {
        model.window = 20;
        keep(mine, tokens(1, 50));
        keep(mine, tokens(1, 200));
        assertThat(store.entries()).as("the longer one does not replace the shorter").isEqualTo(2);
        assertThat(store.longest(mine, tokens(1, 300))).isEqualTo(200);
        assertThat(store.longest(mine, tokens(1, 170))).isEqualTo(169);
        int[] branch = tokens(1, 170);
        branch[90] = 99;
        assertThat(store.longest(mine, branch)).as("what 90 needs is gone").isEqualTo(50);
        KvCache cache = store.open(mine, branch, 200);
        assertThat(cache).hasToString(Arrays.toString(tokens(1, 50)));
        cache.close();
        keep(mine, tokens(1, 195));
        assertThat(store.entries()).isEqualTo(2);
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() {
        keep(mine, tokens(1, 30));
        keep(mine, tokens(2, 30));
        keep(mine, tokens(3, 30));
        assertThat(store.longest(mine, tokens(1, 90))).isEqualTo(30);
        keep(mine, tokens(4, 30));
        assertThat(store.longest(mine, tokens(2, 90))).isZero();
        assertThat(store.longest(mine, tokens(1, 90))).isEqualTo(30);
    }

    @Test
    void theTenantThatKeepsMostLosesFirst() {
        Key yours = new Key("yours", model, Hooks.NONE);
        keep(yours, tokens(1, 30));
        keep(mine, tokens(1, 30));
        keep(mine, tokens(2, 30));
        keep(mine, tokens(3, 30));
        assertThat(store.longest(yours, tokens(1, 90))).as("older, but the only one").isEqualTo(30);
        assertThat(store.longest(mine, tokens(1, 90))).isZero();
    }

    @Test
    void evictsForTheModelThatNeedsPages() {
        keep(new Key("mine", other, Hooks.NONE), tokens(1, 30));
        keep(mine, tokens(1, 33));
        assertThat(store.bytes()).isEqualTo((2 + 3) * model.kvMemory().bytesPerPage());
        assertThat(store.evict(model)).isTrue();
        assertThat(model.kvMemory().pagesHeld()).isZero();
        assertThat(store.evict(model)).isFalse();
        assertThat(store.entries()).isEqualTo(1);
    }

    @Test
    void agreesWithAListOfEverythingThatWasRead() {
        PrefixStore all = new PrefixStore(1000);
        Random random = new Random(8);
        List<int[]> read = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int[] prompt = IntStream.range(0, 20 + random.nextInt(60)).map(at -> at < 14 || random.nextInt(8) > 0 ? 7 : 8).toArray();
            int expected = read.stream().mapToInt(each -> shared(each, prompt)).max().orElse(0);
            KvCache cache = all.open(mine, prompt, prompt.length);
            assertThat(cache.length()).as("trial %d", i).isEqualTo(expected < PrefixStore.LEAST ? 0 : expected);
            model.forward(List.of(new Segment(cache, Arrays.copyOfRange(prompt, cache.length(), prompt.length), Logits.NONE)));
            assertThat(cache).hasToString(Arrays.toString(prompt));
            all.keep(mine, prompt, cache);
            read.add(prompt);
        }
        all.close();
    }

    private static int shared(int[] one, int[] prompt) {
        int at = 0;
        while (at < Math.min(one.length, prompt.length - 1) && one[at] == prompt[at]) {
            at++;
        }
        return at;
    }

    private void keep(Key key, int[] tokens) {
        KvCache cache = key.model().allocate(tokens.length);
        key.model().forward(List.of(new Segment(cache, tokens, Logits.NONE)));
        store.keep(key, tokens, cache);
    }

    /** Begin differently for every {@code first}. */
    private static int[] tokens(int first, int length) {
        return IntStream.range(0, length).map(i -> first + i % 90).toArray();
    }
}
