package io.sluice.router.routing;

import io.sluice.contracts.adapter.AdaptedName;
import io.sluice.contracts.event.CalibrationPublished;
import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.DialOverrides;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RouteAnswer;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.contracts.routing.RouteRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides. A named model is pinned; {@code sluice-auto} gets the policy and dials of, in this order: the caller, the
 * calibration in force for the pair, the defaults. When only one of the pair is alive it answers alone, and the reason
 * says so.
 */
public final class Router {

    private static final String SMALL = "small";
    private static final String LARGE = "large";

    private final Profile profile;
    private final PolicyDefaults defaults;
    private final CalibrationsInForce calibrations;

    public Router(Profile profile, PolicyDefaults defaults, CalibrationsInForce calibrations) {
        this.profile = profile;
        this.defaults = defaults;
        this.calibrations = calibrations;
    }

    public RouteOutcome route(RouteRequest request, List<Endpoint> endpoints) {
        Optional<RouteOutcome.InvalidDial> invalid = DialCheck.check(request.overrides());
        if (invalid.isPresent()) {
            return invalid.get();
        }
        if (request.overrides().adapters() != null && !AdaptedName.isAuto(request.model())) {
            return new RouteOutcome.InvalidDial("sluice.adapters", "sluice.adapters needs a model that is named as BASE:" + AdaptedName.AUTO);
        }
        return request.model().equals(RouteRequest.AUTO) ? auto(request, endpoints) : pinned(request, endpoints);
    }

    private RouteOutcome pinned(RouteRequest request, List<Endpoint> endpoints) {
        String model = request.model();
        Policy wish = request.overrides().policy();
        if (wish != null) {
            return new RouteOutcome.InvalidDial("sluice.policy", "sluice.policy needs the model " + RouteRequest.AUTO);
        }
        if (AdaptedName.isAdapted(model) && endpoints.stream().noneMatch(endpoint -> endpoint.ready(model).isPresent())) {
            try {
                AdaptedName.parse(model);
            } catch (IllegalArgumentException malformed) {
                return new RouteOutcome.UnknownModel(model);
            }
        }
        Optional<Endpoint> chosen = profile.choose(endpoints, Set.of(model));
        if (chosen.isEmpty()) {
            return absent(model, AdaptedName.baseOf(model), endpoints);
        }
        RoutePlan plan = new RoutePlan(Policy.PINNED, model, model, dials(Policy.PINNED, null, request, null), null, null);
        return new RouteOutcome.Routed(new RouteAnswer(chosen.get().uri(), plan, "the caller named " + model));
    }

    /** @param base the model itself where it has no adapters */
    private static RouteOutcome absent(String model, String base, List<Endpoint> endpoints) {
        return endpoints.stream().flatMap(endpoint -> endpoint.state().models().stream())
                .filter(card -> card.name().equals(model) || card.name().equals(base))
                .findFirst()
                .<RouteOutcome>map(card -> new RouteOutcome.NoEndpoint(card.name() + " is not served: "
                        + (card.refusal() == null ? card.status() : card.refusal())))
                .orElseGet(() -> endpoints.isEmpty()
                        ? new RouteOutcome.NoEndpoint("no inference-service is reachable")
                        : new RouteOutcome.UnknownModel(model));
    }

    private RouteOutcome auto(RouteRequest request, List<Endpoint> endpoints) {
        List<Endpoint> pairs = endpoints.stream()
                .filter(endpoint -> endpoint.readyRole(SMALL).isPresent() && endpoint.readyRole(LARGE).isPresent())
                .toList();
        Optional<Endpoint> chosen = profile.choose(pairs, Set.of());
        if (chosen.isEmpty()) {
            return alone(request, endpoints);
        }
        ModelCard small = chosen.get().readyRole(SMALL).orElseThrow();
        ModelCard large = chosen.get().readyRole(LARGE).orElseThrow();
        RoutePlan plan = plan(request, small, large);
        return new RouteOutcome.Routed(new RouteAnswer(chosen.get().uri(), plan, reason(plan, request.overrides())));
    }

    private RoutePlan plan(RouteRequest request, ModelCard small, ModelCard large) {
        DialOverrides wish = request.overrides();
        Policy policy = wish.policy() != null ? wish.policy() : wish.rule() != null ? Policy.ENTROPY : defaults.policy();
        EntropyRule rule = policy != Policy.ENTROPY ? null : wish.rule() != null ? wish.rule() : defaults.rule();
        CalibrationPublished calibration =
                calibrations.find(policy, rule, CalibrationsInForce.pair(small, large)).orElse(null);
        boolean own = wish.threshold() != null || wish.window() != null || wish.minRun() != null || wish.coolDown() != null
                || wish.samples() != null && wish.samples().count() > 1;
        return new RoutePlan(policy, small.name(), large.name(), dials(policy, rule, request, calibration),
                policy != Policy.PROBE ? null
                        : calibration != null && calibration.probe() != null ? calibration.probe() : defaults.probeModel(),
                calibration == null || own ? null : calibration.calibrationId());
    }

    private Dials dials(Policy policy, @Nullable EntropyRule rule, RouteRequest request, @Nullable CalibrationPublished calibration) {
        DialOverrides wish = request.overrides();
        Dials base = calibration != null ? calibration.dials()
                : defaults.of(policy, rule == null ? defaults.rule() : rule);
        return new Dials(rule,
                wish.threshold() != null ? wish.threshold() : base.threshold(),
                wish.window() != null ? wish.window() : base.window(),
                wish.minRun() != null ? wish.minRun() : base.minRun(),
                wish.coolDown() != null ? wish.coolDown() : base.coolDown(),
                wish.largeShare() != null ? wish.largeShare() : base.largeShare(),
                wish.seed() != null ? wish.seed() : request.requestId().hashCode(),
                wish.samples(),
                wish.adapters());
    }

    private static String reason(RoutePlan plan, DialOverrides wish) {
        String policy = plan.policy().name().toLowerCase(java.util.Locale.ROOT);
        return (wish.policy() != null ? "the caller chose " + policy : "default policy " + policy)
                + (plan.calibrationId() != null ? ", calibrated" : wish.threshold() != null ? ", the caller's threshold" : ", not calibrated");
    }

    /** One of the pair is missing: what is there answers, visibly. */
    private RouteOutcome alone(RouteRequest request, List<Endpoint> endpoints) {
        for (String role : List.of(LARGE, SMALL)) {
            List<Endpoint> holders = endpoints.stream().filter(endpoint -> endpoint.readyRole(role).isPresent()).toList();
            Optional<Endpoint> chosen = profile.choose(holders, Set.of());
            if (chosen.isPresent()) {
                String name = chosen.get().readyRole(role).orElseThrow().name();
                Policy policy = role.equals(LARGE) ? Policy.LARGE : Policy.SMALL;
                RoutePlan plan = new RoutePlan(policy, name, name, dials(policy, null, request, null), null, null);
                String missing = role.equals(LARGE) ? SMALL : LARGE;
                return new RouteOutcome.Routed(new RouteAnswer(chosen.get().uri(), plan, "degraded: no " + missing + " model is served"));
            }
        }
        String refusals = endpoints.stream().flatMap(endpoint -> endpoint.state().models().stream())
                .flatMap(card -> Stream.ofNullable(card.refusal() == null ? null : card.name() + ": " + card.refusal()))
                .collect(Collectors.joining("; "));
        return new RouteOutcome.NoEndpoint(endpoints.isEmpty() ? "no inference-service is reachable"
                : "no model is ready" + (refusals.isEmpty() ? "" : " (" + refusals + ")"));
    }
}
