package io.sluice.router.routing;

import io.sluice.contracts.routing.RouteAnswer;

/** What became of a request for a route. */
public sealed interface RouteOutcome {

    record Routed(RouteAnswer answer) implements RouteOutcome {
    }

    /** Nobody serves a model of that name. */
    record UnknownModel(String model) implements RouteOutcome {
    }

    /** A dial is out of range; {@code field} is as the caller wrote it, e.g. {@code sluice.window}. */
    record InvalidDial(String field, String message) implements RouteOutcome {
    }

    /** Nobody can serve it now. */
    record NoEndpoint(String message) implements RouteOutcome {
    }
}
