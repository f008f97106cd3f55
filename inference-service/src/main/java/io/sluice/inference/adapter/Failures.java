package io.sluice.inference.adapter;

import io.sluice.contracts.generation.GenerateEvent.Failed;

/** Why a request's adapter is not there, in the words of the contract. */
final class Failures {

    /** The field of a request that names the model. */
    static final String PARAM = "plan.small";

    private Failures() {
    }

    static Failed notFound(String message) {
        return new Failed("user", "model_not_found", message, PARAM);
    }

    static Failed withoutData(String message) {
        return new Failed("user", "selector_without_data", message, "plan.dials.adapters.selector");
    }

    static Failed invalid(String message) {
        return new Failed("user", "invalid_request", message, PARAM);
    }

    static Failed loading(String model) {
        return new Failed("capacity", "adapter_loading", model + " is still being loaded; try again", null);
    }

    static Failed deadline(String model) {
        return new Failed("external", "deadline_exceeded", "the deadline passed while " + model + " was loaded", null);
    }

    static Failed manyLoads() {
        return new Failed("capacity", "adapter_loading", "too many adapters wait to be loaded; try again", null);
    }

    static Failed pushedOut(String model) {
        return new Failed("capacity", "adapters_exhausted", model + " was pushed out of memory by others as soon as it was loaded", null);
    }
}
