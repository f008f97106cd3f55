package io.sluice.router.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.routing.AdapterDials;
import io.sluice.contracts.routing.DialOverrides;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RouteAnswer;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.contracts.routing.RouteRequest;
import io.sluice.contracts.routing.SamplePlan;
import io.sluice.router.routing.filter.EndpointFilter;
import io.sluice.router.routing.picker.EndpointPicker;
import io.sluice.router.routing.scorer.EndpointScorer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {

    private static final String PAIR = "aa+bb";
    private static final Endpoint BOTH = Samples.endpoint("both", 0, 0, Samples.SMALL, Samples.LARGE);

    private final CalibrationsInForce calibrations = new CalibrationsInForce();
    private final Router router = new Router(new Profile(List.of(EndpointFilter.SERVES_MODELS),
            Map.of(EndpointScorer.LEAST_LOADED, 1.0), EndpointPicker.best(new Random(1))), Samples.DEFAULTS, calibrations);

    @Test
    void aNamedModelIsPinnedToAnEndpointThatHoldsIt() {
        Endpoint other = Samples.endpoint("other", 0, 0, Samples.SMALL);
        RouteAnswer answer = routed("big", DialOverrides.NONE, other, BOTH);

        assertThat(answer.endpoint()).isEqualTo(BOTH.uri());
        assertThat(answer.plan().policy()).isEqualTo(Policy.PINNED);
        assertThat(answer.plan().small()).isEqualTo("big").isEqualTo(answer.plan().large());
        assertThat(answer.plan().calibrationId()).isNull();
    }

    @Test
    void aModelWithAdaptersIsPinnedWhereItsBaseIsServed() {
        Endpoint other = Samples.endpoint("other", 0, 0, Samples.SMALL);
        RouteAnswer answer = routed("big:sort@2", DialOverrides.NONE, other, BOTH);

        assertThat(answer.endpoint()).isEqualTo(BOTH.uri());
        assertThat(answer.plan().policy()).isEqualTo(Policy.PINNED);
        assertThat(answer.plan().small()).isEqualTo("big:sort@2").isEqualTo(answer.plan().large());
    }

    @Test
    void whoChoosesAdaptersTravelsWithThePlan() {
        DialOverrides wish = choosing(AdapterDials.Selector.ARROW);

        assertThat(routed("big:auto", wish, BOTH).plan().dials().adapters()).isEqualTo(new AdapterDials(AdapterDials.Selector.ARROW));
        assertThat(routed("big:auto", DialOverrides.NONE, BOTH).plan().dials().adapters()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"big", "big:sort", RouteRequest.AUTO})
    void aSelectorNeedsAModelThatLeavesTheChoice(String model) {
        assertThat(router.route(Samples.request(model, choosing(AdapterDials.Selector.MHR)), List.of(BOTH)))
                .isInstanceOfSatisfying(RouteOutcome.InvalidDial.class, dial -> assertThat(dial.toString()).contains("sluice.adapters"));
    }

    private static DialOverrides choosing(AdapterDials.Selector selector) {
        return new DialOverrides(null, null, null, null, null, null, null, null, null, null, new AdapterDials(selector));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none:sort", "big:", "big:a b", "big:a+a"})
    void aModelWithAdaptersOfNoBaseOrNoFormIsUnknown(String model) {
        assertThat(router.route(Samples.request(model, DialOverrides.NONE), List.of(BOTH))).isEqualTo(new RouteOutcome.UnknownModel(model));
    }

    @Test
    void autoTakesTheConfiguredPolicyAndDials() {
        RoutePlan plan = routed(RouteRequest.AUTO, DialOverrides.NONE, BOTH).plan();

        assertThat(plan.policy()).isEqualTo(Policy.ENTROPY);
        assertThat(plan.small()).isEqualTo("tiny");
        assertThat(plan.large()).isEqualTo("big");
        assertThat(plan.dials().rule()).isEqualTo(EntropyRule.CURRENT);
        assertThat(plan.dials().threshold()).isEqualTo(0.5);
        assertThat(plan.dials().minRun()).isEqualTo(2);
        assertThat(plan.dials().coolDown()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(value = Policy.class, names = {"SMALL", "LARGE", "PROBE", "CASCADE", "ENTROPY", "RANDOM", "SPECULATIVE"})
    void theCallersPolicyIsTakenAndOnlyAProbeCarriesAProbe(Policy policy) {
        RoutePlan plan = routed(RouteRequest.AUTO, Samples.wish(policy, null, null), BOTH).plan();

        assertThat(plan.policy()).isEqualTo(policy);
        assertThat(plan.probe() != null).isEqualTo(policy == Policy.PROBE);
        assertThat(plan.dials().rule() != null).isEqualTo(policy == Policy.ENTROPY);
    }

    @Test
    void aRuleAloneMeansThePolicyItBelongsTo() {
        RoutePlan plan = routed(RouteRequest.AUTO, Samples.wish(null, EntropyRule.PUBLISHED, null), BOTH).plan();

        assertThat(plan.policy()).isEqualTo(Policy.ENTROPY);
        assertThat(plan.dials().threshold()).isEqualTo(0.75);
        assertThat(plan.dials().window()).isEqualTo(5);
    }

    @Test
    void theCallersDialsGoBeforeEveryOther() {
        DialOverrides wish = new DialOverrides(Policy.ENTROPY, EntropyRule.CURRENT, 1.5, 7, 8, 9, 0.5, 42L, true);
        calibrations.apply(Samples.calibration("cal-1", Policy.ENTROPY, EntropyRule.CURRENT, 0.9, PAIR, 1));

        RoutePlan plan = routed(RouteRequest.AUTO, wish, BOTH).plan();

        assertThat(plan.dials()).isEqualTo(new io.sluice.contracts.routing.Dials(EntropyRule.CURRENT, 1.5, 7, 8, 9, 0.5, 42));
        assertThat(plan.calibrationId()).as("the certificate does not cover the caller's own threshold").isNull();
    }

    @Test
    void samplesGoIntoEveryPlanAndNoCertificateCoversThem() {
        SamplePlan samples = new SamplePlan(4, SamplePlan.Pick.MAJORITY);
        calibrations.apply(Samples.calibration("cal-1", Policy.ENTROPY, EntropyRule.CURRENT, 0.9, PAIR, 1));

        RoutePlan plan = routed(RouteRequest.AUTO, Samples.wish(samples), BOTH).plan();

        assertThat(plan.dials().samples()).isEqualTo(samples);
        assertThat(plan.dials().threshold()).isEqualTo(0.9);
        assertThat(plan.calibrationId()).isNull();
        assertThat(routed("big", Samples.wish(samples), BOTH).plan().dials().samples()).isEqualTo(samples);
        assertThat(routed(RouteRequest.AUTO, Samples.wish(new SamplePlan(1, SamplePlan.Pick.MAJORITY)), BOTH).plan().calibrationId())
                .isEqualTo("cal-1");
    }

    @Test
    void aCalibrationOfThePairGoesBeforeTheConfiguration() {
        calibrations.apply(Samples.calibration("cal-1", Policy.ENTROPY, EntropyRule.CURRENT, 0.9, PAIR, 1));

        RoutePlan plan = routed(RouteRequest.AUTO, DialOverrides.NONE, BOTH).plan();

        assertThat(plan.dials().threshold()).isEqualTo(0.9);
        assertThat(plan.calibrationId()).isEqualTo("cal-1");
    }

    @Test
    void aCalibrationOfOtherWeightsIsVoid() {
        calibrations.apply(Samples.calibration("cal-1", Policy.ENTROPY, EntropyRule.CURRENT, 0.9, "aa+another", 1));

        RoutePlan plan = routed(RouteRequest.AUTO, DialOverrides.NONE, BOTH).plan();

        assertThat(plan.dials().threshold()).isEqualTo(0.5);
        assertThat(plan.calibrationId()).isNull();
    }

    @Test
    void aCalibratedProbeComesWithItsOwnCoefficients() {
        calibrations.apply(Samples.calibration("cal-1", Policy.PROBE, null, 0.2, PAIR, 1));

        RoutePlan plan = routed(RouteRequest.AUTO, Samples.wish(Policy.PROBE, null, null), BOTH).plan();

        assertThat(plan.probe()).isEqualTo(Samples.probe(9));
        assertThat(plan.dials().threshold()).isEqualTo(0.2);
    }

    @Test
    void oneModelOfThePairAnswersAloneAndSaysSo() {
        Endpoint onlyLarge = Samples.endpoint("large", 0, 0, Samples.refused(Samples.SMALL, "cut"), Samples.LARGE);
        Endpoint onlySmall = Samples.endpoint("small", 0, 0, Samples.SMALL);

        RouteAnswer large = routed(RouteRequest.AUTO, Samples.wish(Policy.CASCADE, null, null), onlyLarge);
        RouteAnswer small = routed(RouteRequest.AUTO, DialOverrides.NONE, onlySmall);

        assertThat(large.plan().policy()).isEqualTo(Policy.LARGE);
        assertThat(large.plan().large()).isEqualTo("big");
        assertThat(large.reason()).startsWith("degraded").contains("small");
        assertThat(small.plan().policy()).isEqualTo(Policy.SMALL);
        assertThat(small.plan().small()).isEqualTo("tiny");
        assertThat(small.reason()).startsWith("degraded").contains("large");
    }

    @Test
    void anEndpointWithBothGoesBeforeOnesWithHalf() {
        Endpoint idleHalf = Samples.endpoint("half", 0, 0, Samples.LARGE);
        Endpoint busyBoth = Samples.endpoint("busy", 4, 10, Samples.SMALL, Samples.LARGE);

        assertThat(routed(RouteRequest.AUTO, DialOverrides.NONE, idleHalf, busyBoth).endpoint()).isEqualTo(busyBoth.uri());
    }

    @Test
    void aModelThatNobodyHasIsUnknownAndARefusedOneIsNotServed() {
        assertThat(router.route(Samples.request("nothing", DialOverrides.NONE), List.of(BOTH)))
                .isEqualTo(new RouteOutcome.UnknownModel("nothing"));
        assertThat(router.route(Samples.request("big", DialOverrides.NONE),
                List.of(Samples.endpoint("e", 0, 0, Samples.SMALL, Samples.refused(Samples.LARGE, "the file is cut")))))
                .isInstanceOfSatisfying(RouteOutcome.NoEndpoint.class, none -> assertThat(none.message()).contains("the file is cut"));
    }

    @Test
    void nobodyAliveIsNoEndpointAndNotAnUnknownModel() {
        assertThat(router.route(Samples.request("big", DialOverrides.NONE), List.of())).isInstanceOf(RouteOutcome.NoEndpoint.class);
        assertThat(router.route(Samples.request(RouteRequest.AUTO, DialOverrides.NONE), List.of())).isInstanceOf(RouteOutcome.NoEndpoint.class);
    }

    static Stream<Arguments> badDials() {
        return Stream.of(
                Arguments.of("sluice.threshold", overrides(-0.1, null, null, null, null)),
                Arguments.of("sluice.threshold", overrides(Double.NaN, null, null, null, null)),
                Arguments.of("sluice.threshold", overrides(Double.POSITIVE_INFINITY, null, null, null, null)),
                Arguments.of("sluice.window", overrides(null, 0, null, null, null)),
                Arguments.of("sluice.window", overrides(null, 65, null, null, null)),
                Arguments.of("sluice.min_run", overrides(null, null, 0, null, null)),
                Arguments.of("sluice.min_run", overrides(null, null, 257, null, null)),
                Arguments.of("sluice.cool_down", overrides(null, null, null, -1, null)),
                Arguments.of("sluice.cool_down", overrides(null, null, null, 257, null)),
                Arguments.of("sluice.large_share", overrides(null, null, null, null, 1.01)),
                Arguments.of("sluice.large_share", overrides(null, null, null, null, Double.NaN)),
                Arguments.of("sluice.policy", Samples.wish(Policy.PINNED, null, null)),
                Arguments.of("sluice.rule", Samples.wish(Policy.CASCADE, EntropyRule.CURRENT, null)));
    }

    @ParameterizedTest
    @MethodSource("badDials")
    void aDialOutOfRangeIsNamed(String field, DialOverrides wish) {
        assertThat(router.route(Samples.request(RouteRequest.AUTO, wish), List.of(BOTH)))
                .isInstanceOfSatisfying(RouteOutcome.InvalidDial.class, bad -> {
                    assertThat(bad.field()).isEqualTo(field);
                    assertThat(bad.message()).contains(field);
                });
    }

    @Test
    void dialsAtTheirBoundsAreTaken() {
        routed(RouteRequest.AUTO, overrides(0.0, 1, 1, 0, 0.0), BOTH);
        routed(RouteRequest.AUTO, overrides(1e9, 64, 256, 256, 1.0), BOTH);
    }

    private RouteAnswer routed(String model, DialOverrides wish, Endpoint... endpoints) {
        RouteOutcome outcome = router.route(Samples.request(model, wish), List.of(endpoints));
        assertThat(outcome).isInstanceOf(RouteOutcome.Routed.class);
        return ((RouteOutcome.Routed) outcome).answer();
    }

    private static DialOverrides overrides(@Nullable Double threshold, @Nullable Integer window, @Nullable Integer minRun,
            @Nullable Integer coolDown, @Nullable Double largeShare) {
        return new DialOverrides(null, null, threshold, window, minRun, coolDown, largeShare, null, null);
    }
}
