package io.sluice.router.calibration.job;

import io.sluice.contracts.calibration.CalibrationRequest;
import io.sluice.contracts.calibration.LabelledPrompt;
import io.sluice.contracts.routing.Policy;
import io.sluice.router.routing.RouteOutcome.InvalidDial;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a wish for a calibration makes sense; names the first field that does not. */
final class CalibrationCheck {

    private static final int ITEMS_MIN = 10;
    private static final int ITEMS_MAX = 20_000;
    private static final int PROMPT_MAX = 20_000;

    private CalibrationCheck() {
    }

    @SuppressWarnings("ConstantValue") // JSON may leave any field out
    static Optional<InvalidDial> check(CalibrationRequest request) {
        return Stream.of(
                        request.policy() == null || !Set.of(Policy.PROBE, Policy.CASCADE, Policy.ENTROPY).contains(request.policy())
                                ? problem("policy", "must be probe, cascade or entropy") : null,
                        request.rule() != null && request.policy() != Policy.ENTROPY
                                ? problem("rule", "belongs to the policy entropy") : null,
                        !(request.qualityFloor() > 0 && request.qualityFloor() <= 1)
                                ? problem("quality_floor", "must be above 0 and at most 1") : null,
                        !(request.confidence() > 0.5 && request.confidence() < 1)
                                ? problem("confidence", "must be above 0.5 and below 1") : null,
                        request.grader() == null || !Set.of("final", "exact").contains(request.grader())
                                ? problem("grader", "must be final or exact") : null,
                        request.maxTokens() < 1 || request.maxTokens() > 4096
                                ? problem("max_tokens", "must be within 1..4096") : null,
                        items(request.items()))
                .flatMap(Stream::ofNullable)
                .findFirst();
    }

    private static @Nullable InvalidDial items(@Nullable List<LabelledPrompt> items) {
        if (items == null || items.size() < ITEMS_MIN || items.size() > ITEMS_MAX) {
            return problem("items", "must hold " + ITEMS_MIN + ".." + ITEMS_MAX + " labelled prompts");
        }
        for (int i = 0; i < items.size(); i++) {
            LabelledPrompt item = items.get(i);
            if (item == null || item.prompt() == null || item.prompt().isEmpty() || item.prompt().length() > PROMPT_MAX) {
                return problem("items[" + i + "].prompt", "must hold 1.." + PROMPT_MAX + " characters");
            }
            if (item.answer() == null || item.answer().isBlank()) {
                return problem("items[" + i + "].answer", "must not be blank");
            }
        }
        return null;
    }

    private static InvalidDial problem(String field, String rule) {
        return new InvalidDial(field, field + " " + rule);
    }
}
