package io.sluice.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.model.ModelCard;
import io.sluice.gateway.upstream.WorkflowClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelListingTest {

    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000);
    private static final List<ModelCard> CARDS = List.of(
            new ModelCard("small", "small", 130, 512, 448, "aa", "ready", null),
            new ModelCard("large", "large", 1000, 512, 448, "bb", "ready", null),
            new ModelCard("broken", "other", 1000, 512, 448, "cc", "refused", "the file is cut"));

    private static AdapterState adapter(String name, String base, String digest, @Nullable String active, AdapterState.@Nullable Canary canary) {
        AdapterManifest manifest = new AdapterManifest("soft-prompt", name, "3", "dd", 1, 64, new AdapterManifest.Base(base, digest), null, null,
                null, 12, List.of(), List.of(), null, List.of(), null, null, Map.of(), null, null, null);
        return new AdapterState(name, 1, List.of(new AdapterVersion(manifest, AdapterStage.VALIDATED, null, AT, AT)), active, canary, List.of(),
                Map.of(), Map.of(), List.of());
    }

    private static List<ModelListing.Entry> list(AdapterState... adapters) {
        return ModelListing.of(CARDS, List.of(adapters), List.of()).data();
    }

    @Test
    void modelsThatAreReadyFollowTheOneThatRoutes() {
        assertThat(list()).extracting(ModelListing.Entry::id).containsExactly("sluice-auto", "small", "large");
        assertThat(list()).allSatisfy(entry -> assertThat(entry.parent()).isNull());
    }

    @Test
    void anAdapterThatAnswersIsAModelWithAParentAndARoot() {
        assertThat(list(adapter("polite", "large", "bb", "3", null)).getLast()).isEqualTo(new ModelListing.Entry("large:polite", "model",
                1_700_000_000, "sluice", 1064, 500, "large:polite@3", "large"));
        assertThat(list(adapter("polite", "large", "bb", null, new AdapterState.Canary("3", 20, List.of()))).getLast().root())
                .isEqualTo("large:polite@3");
    }

    @Test
    void aWorkflowIsAModelAsItIsAskedFor() {
        assertThat(ModelListing.of(CARDS, List.of(), List.of(new WorkflowClient.Known("solve", AT))).data().getLast())
                .isEqualTo(new ModelListing.Entry("workflow:solve", "model", 1_700_000_000, "sluice", 0, 0, null, null));
    }

    @Test
    void anAdapterThatAnswersNobodyWhoNamesNoVersionIsNotListed() {
        assertThat(list(adapter("idle", "large", "bb", null, null))).hasSize(3);
    }

    @Test
    void anAdapterOfAModelThatIsNotServedOrIsAnotherOneIsNotListed() {
        assertThat(list(adapter("lost", "gone", "bb", "3", null), adapter("other", "large", "b2", "3", null),
                adapter("of-broken", "broken", "cc", "3", null))).hasSize(3);
    }
}
