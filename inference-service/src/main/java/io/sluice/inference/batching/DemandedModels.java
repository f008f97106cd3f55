package io.sluice.inference.batching;

import io.sluice.contracts.adapter.AdaptedName;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.routing.AdapterDials;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.inference.adapter.Chosen;
import io.sluice.inference.adapter.ModelHost;
import io.sluice.inference.adapter.ModelsOnDemand;
import io.sluice.inference.adapter.PromptReader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Gets the models of a plan ready that are there on demand only, and puts the names that they are served under into the
 * request. Requests wait for that outside the line, at most so many. Thread-safe.
 */
final class DemandedModels {

    /** What became of a request's models. */
    sealed interface Prepared {

        /**
         * @param chosen  where a selector chose the adapters
         * @param release to be called when the request was taken or refused
         */
        record Ready(GenerateRequest request, @Nullable Chosen chosen, Runnable release) implements Prepared {
        }

        record Refused(Failed failure) implements Prepared {
        }
    }

    private static final ModelHost.Hold NOTHING = () -> { };

    private final int waitingMax;
    private final AtomicInteger waiting = new AtomicInteger();
    /** Nobody knows more than those who are served. */
    private volatile ModelsOnDemand source = (model, tenant, requestId, timeoutMillis) ->
            CompletableFuture.completedFuture(new ModelsOnDemand.Opened.Ready(model, NOTHING));

    DemandedModels(int waitingMax) {
        this.waitingMax = waitingMax;
    }

    void comeFrom(ModelsOnDemand models) {
        source = models;
    }

    /** JSON may leave out what the contract says is there; such a request is none of these. */
    @SuppressWarnings("ConstantConditions")
    static boolean concerns(GenerateRequest request) {
        RoutePlan plan = request.plan();
        return plan != null && request.tenant() != null && request.requestId() != null
                && plan.small() != null && plan.large() != null && (named(plan.small()) || named(plan.large()));
    }

    /** The name under which such a request asked for adapters: what it was resolved to is not in an answer that failed. */
    static String asked(GenerateRequest request) {
        RoutePlan plan = request.plan();
        return named(plan.large()) ? plan.large() : plan.small();
    }

    private static boolean named(String model) {
        return AdaptedName.isAdapted(model);
    }

    /** @param reader of the request's prompt */
    CompletableFuture<Prepared> prepare(GenerateRequest request, PromptReader reader) {
        if (waiting.incrementAndGet() > waitingMax) {
            waiting.decrementAndGet();
            return CompletableFuture.completedFuture(new Prepared.Refused(
                    new Failed("capacity", "overloaded", waitingMax + " requests wait for their adapters", null)));
        }
        RoutePlan plan = request.plan();
        CompletableFuture<Prepared> prepared = open(request, plan.small(), reader).thenCompose(small -> switch (small) {
            case ModelsOnDemand.Opened.Refused refused -> CompletableFuture.completedFuture(new Prepared.Refused(refused.failure()));
            case ModelsOnDemand.Opened.Ready first when plan.large().equals(plan.small()) ->
                    CompletableFuture.completedFuture(ready(request, first, first));
            case ModelsOnDemand.Opened.Ready first -> open(request, plan.large(), reader).thenApply(large -> switch (large) {
                case ModelsOnDemand.Opened.Ready second -> ready(request, first, second);
                case ModelsOnDemand.Opened.Refused refused -> {
                    first.hold().close();
                    yield new Prepared.Refused(refused.failure());
                }
            });
        });
        return prepared.whenComplete((result, broken) -> waiting.decrementAndGet());
    }

    /** JSON may leave out what the contract says is there. */
    @SuppressWarnings("ConstantConditions")
    private CompletableFuture<ModelsOnDemand.Opened> open(GenerateRequest request, String model, PromptReader reader) {
        if (!named(model)) {
            return CompletableFuture.completedFuture(new ModelsOnDemand.Opened.Ready(model, NOTHING));
        }
        if (AdaptedName.isAuto(model)) {
            AdapterDials dials = request.plan().dials() == null ? null : request.plan().dials().adapters();
            return source.choose(model, dials == null ? null : dials.selector(), request.tenant(), request.requestId(),
                    request.timeoutMillis(), reader);
        }
        return source.open(model, request.tenant(), request.requestId(), request.timeoutMillis());
    }

    private static Prepared ready(GenerateRequest r, ModelsOnDemand.Opened.Ready small, ModelsOnDemand.Opened.Ready large) {
        RoutePlan plan = new RoutePlan(r.plan().policy(), small.model(), large.model(), r.plan().dials(), r.plan().probe(),
                r.plan().calibrationId());
        return new Prepared.Ready(new GenerateRequest(r.requestId(), r.tenant(), plan, r.messages(), r.prompt(), r.promptTokens(),
                r.sampling(), r.choices(), r.maxTokens(), r.stop(), r.topLogprobs(), r.echo(), r.entropies(), r.format(), r.tools(),
                r.timeoutMillis()), large.chosen() != null ? large.chosen() : small.chosen(), () -> {
            small.hold().close();
            large.hold().close();
        });
    }
}
