package io.sluice.registry.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.model.ModelCard;
import io.sluice.platform.error.SluiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BaseChoiceTest {

    private static final String ORIGINAL = "a".repeat(64);
    private static final String COPY = "b".repeat(64);
    private static final String OTHER = "c".repeat(64);

    private static ModelCard card(String digest, @Nullable String origin) {
        return new ModelCard("large", "large", 1, 512, 448, digest, "ready", null, null, null, null, origin);
    }

    @Test
    void anAdapterOfTheOriginalFitsItsQuantisedCopy() {
        ModelCard copy = card(COPY, ORIGINAL);
        BaseChoice.Chosen chosen = BaseChoice.of("large", ORIGINAL, () -> List.of(copy));
        assertThat(chosen.base()).isEqualTo(new AdapterManifest.Base("large", ORIGINAL));
        assertThat(chosen.served()).containsExactly(copy);
    }

    @Test
    void whoNamesNoDigestIsTakenToMeanTheOriginal() {
        List<ModelCard> both = List.of(card(COPY, ORIGINAL), card(ORIGINAL, null));
        BaseChoice.Chosen chosen = BaseChoice.of("large", null, () -> both);
        assertThat(chosen.base().digest()).isEqualTo(ORIGINAL);
        assertThat(chosen.served()).isEqualTo(both);
    }

    /** One that was made on the copy is not known to fit the original. */
    @Test
    void anAdapterOfTheCopyFitsTheCopyAlone() {
        ModelCard copy = card(COPY, ORIGINAL);
        assertThat(BaseChoice.of("large", COPY, () -> List.of(copy, card(ORIGINAL, null))).served()).containsExactly(copy);
        assertThatThrownBy(() -> BaseChoice.of("large", COPY, () -> List.of(card(ORIGINAL, null))))
                .isInstanceOf(SluiceException.class).hasMessageContaining("another digest");
    }

    @Test
    void copiesOfAnotherModelAreAnotherBase() {
        assertThatThrownBy(() -> BaseChoice.of("large", OTHER, () -> List.of(card(COPY, ORIGINAL))))
                .isInstanceOf(SluiceException.class).hasMessageContaining("another digest");
        assertThatThrownBy(() -> BaseChoice.of("large", null, () -> List.of(card(COPY, ORIGINAL), card(OTHER, null))))
                .isInstanceOf(SluiceException.class).hasMessageContaining("different models");
    }
}
