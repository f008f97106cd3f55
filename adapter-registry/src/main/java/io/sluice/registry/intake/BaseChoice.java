package io.sluice.registry.intake;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.model.ModelCard;
import io.sluice.platform.error.SluiceException;
import io.sluice.registry.artifact.Sha256;
import io.sluice.registry.base.BaseModels;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which model an adapter is for. An adapter on any other base than its own answers nonsense, and nothing would say so. A
 * quantised copy takes the adapters of what it is a copy of: these stand beside the weights, which differ by a rounding.
 */
final class BaseChoice {

    private BaseChoice() {
    }

    /** @param served models that are the base or a copy of it, which the adapter is held against; empty when none is served now */
    record Chosen(AdapterManifest.Base base, List<ModelCard> served) {
    }

    /**
     * @param name   by the upload or the adapter's configuration
     * @param digest by the upload
     */
    static Chosen of(@Nullable String name, @Nullable String digest, BaseModels models) {
        if (digest != null && !Sha256.valid(digest)) {
            throw SluiceException.user(422, "invalid_value", "'base_digest' has to be 64 lower-case hexadecimal digits", "base_digest");
        }
        if (name == null) {
            throw SluiceException.user(422, "unknown_base", "say which model the adapter is for: 'base' in sluice.json, or "
                    + "'base_model_name_or_path' in adapter_config.json", "base");
        }
        List<ModelCard> cards = models.served().stream().filter(card -> card.name().equals(name)).toList();
        if (cards.isEmpty() && digest == null) {
            throw SluiceException.user(422, "unknown_base", "no worker serves the base now: name one that is served in 'base', "
                    + "or give its digest in 'base_digest' and validate later", "base");
        }
        if (digest != null) {
            List<ModelCard> fitting = cards.stream().filter(card -> card.takesAdaptersOf(digest)).toList();
            if (!cards.isEmpty() && fitting.isEmpty()) {
                throw SluiceException.user(422, "wrong_base", "the base of that name has another digest", "base_digest");
            }
            return new Chosen(new AdapterManifest.Base(name, digest), fitting);
        }
        Set<String> digests = cards.stream().map(card -> Objects.requireNonNullElse(card.origin(), card.digest())).collect(Collectors.toSet());
        if (digests.size() > 1) {
            throw SluiceException.user(422, "unknown_base", "workers serve different models under this name: say which in 'base_digest'",
                    "base_digest");
        }
        return new Chosen(new AdapterManifest.Base(name, digests.iterator().next()), cards);
    }
}
