package io.sluice.gateway.upstream;

import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.RoutePlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * OpenAI's {@code system_fingerprint}: two answers with the same one came from the same weights. Digests are asked of the
 * router and kept for some seconds. Thread-safe.
 */
public final class Fingerprints {

    private static final Duration KEPT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int DIGITS = 16;

    private final Mono<Map<String, String>> digests;

    public Fingerprints(RouterClient router) {
        this.digests = router.models()
                .map(Fingerprints::byName)
                .cache(known -> KEPT, failure -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** Empty when the digests are not known now: the answer goes out without. */
    public Mono<Optional<String>> of(RoutePlan plan) {
        return digests.timeout(PATIENCE)
                .map(known -> fingerprint(known.get(plan.small()), known.get(plan.large())))
                .onErrorReturn(Optional.empty());
    }

    private static Map<String, String> byName(List<ModelCard> cards) {
        return cards.stream().filter(ModelCard::ready).collect(Collectors.toMap(ModelCard::name, ModelCard::digest, (one, other) -> one));
    }

    private static Optional<String> fingerprint(@Nullable String small,
            @Nullable String large) {
        if (small == null || large == null) {
            return Optional.empty();
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest((small + "+" + large).getBytes(StandardCharsets.UTF_8));
            return Optional.of("fp_" + HexFormat.of().formatHex(digest).substring(0, DIGITS));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
