package io.sluice.router.routing;

import io.sluice.contracts.routing.DialOverrides;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.SamplePlan;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Ranges of the dials a caller may set. */
final class DialCheck {

    private DialCheck() {
    }

    static Optional<RouteOutcome.InvalidDial> check(DialOverrides wish) {
        return Stream.of(
                        within("threshold", wish.threshold(), 0, 1e9),
                        within("window", wish.window(), 1, 64),
                        within("min_run", wish.minRun(), 1, 256),
                        within("cool_down", wish.coolDown(), 0, 256),
                        within("large_share", wish.largeShare(), 0, 1),
                        samples(wish.samples()),
                        wish.policy() == Policy.PINNED ? problem("policy", "is set by naming a model") : null,
                        wish.rule() != null && wish.policy() != null && wish.policy() != Policy.ENTROPY
                                ? problem("rule", "belongs to the policy entropy") : null)
                .flatMap(Stream::ofNullable)
                .findFirst();
    }

    /** JSON may leave out how to pick. */
    @SuppressWarnings("ConstantConditions")
    private static RouteOutcome.@Nullable InvalidDial samples(@Nullable SamplePlan samples) {
        if (samples == null) {
            return null;
        }
        return samples.pick() == null ? problem("samples.pick", "must be first_finish or majority")
                : within("samples.count", samples.count(), 1, SamplePlan.COUNT_MAX);
    }

    private static RouteOutcome.@Nullable InvalidDial within(String name, @Nullable Number value, double low, double high) {
        if (value == null || value.doubleValue() >= low && value.doubleValue() <= high) {
            return null;
        }
        return problem(name, "must be within " + number(low) + ".." + number(high));
    }

    private static String number(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    private static RouteOutcome.InvalidDial problem(String name, String rule) {
        return new RouteOutcome.InvalidDial("sluice." + name, "sluice." + name + " " + rule);
    }
}
