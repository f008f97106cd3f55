package io.sluice.gateway.openai;

import io.sluice.gateway.upstream.RouterClient;
import io.sluice.gateway.upstream.WorkflowClient;
import io.sluice.platform.error.SluiceException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Who can be asked: models of the router, adapters of record, workflows of their service. */
final class KnownModels {

    private static final Logger LOG = LoggerFactory.getLogger(KnownModels.class);

    private final RouterClient router;
    private final KnownAdapters adapters;
    private final WorkflowClient workflows;
    private final GatewayMeters meters;

    KnownModels(RouterClient router, KnownAdapters adapters, WorkflowClient workflows, GatewayMeters meters) {
        this.router = router;
        this.adapters = adapters;
        this.workflows = workflows;
        this.meters = meters;
    }

    /** Without workflows where their service is away: the models answer all the same. */
    Mono<ModelListing> all(WorkflowClient.Caller caller) {
        Mono<List<WorkflowClient.Known>> known = workflows.list(caller).onErrorResume(SluiceException.class, failure -> {
            LOG.warn("the listing of models is told without workflows: {}", failure.code());
            meters.listedWithoutWorkflows();
            return Mono.just(List.of());
        });
        return listing(known);
    }

    /** Asks for workflows only where it may be one, and then they are not left out: that nobody knows is not that there is none. */
    Mono<ModelListing.Entry> find(String id, WorkflowClient.Caller caller) {
        return listing(WorkflowModel.is(id) ? workflows.list(caller) : Mono.just(List.of())).flatMap(listing -> listing.data().stream()
                .filter(entry -> entry.id().equals(id)).findFirst()
                .map(Mono::just)
                .orElseGet(() -> Mono.error(SluiceException.user(404, "model_not_found", "the model '" + id + "' does not exist", "model"))));
    }

    private Mono<ModelListing> listing(Mono<List<WorkflowClient.Known>> known) {
        return Mono.zip(router.models(), known).map(both -> ModelListing.of(both.getT1(), adapters.list(), both.getT2()));
    }
}
