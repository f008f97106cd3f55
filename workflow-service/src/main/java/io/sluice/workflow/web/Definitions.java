package io.sluice.workflow.web;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.workflow.PolicyEvaluation;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.WorkflowBook;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Versions of workflows: what is put becomes the newest one, unless it is that already. */
public final class Definitions {

    private final Commands commands;
    private final WorkflowBook workflows;
    private final PublicJson json;

    public Definitions(Commands commands, WorkflowBook workflows, PublicJson json) {
        this.commands = commands;
        this.workflows = workflows;
        this.json = json;
    }

    /**
     * @param digest   SHA-256 of the canonical document
     * @param inForce   the version that runs use which name none
     * @param candidate true: it was never promoted, and waits; absent: it is or was in force
     * @param promotion what was decided last of it; absent: nothing, or in lists
     * @param document  in its canonical form; absent in lists
     */
    record View(String name, int version, String digest, @Nullable String description, String actor, Instant at, int inForce,
            @Nullable Boolean candidate, @Nullable PromotionView promotion, @Nullable JsonNode document) {
    }

    /**
     * @param code    of a refusal; absent: it was promoted
     * @param message likewise
     * @param over    the version that was in force
     * @param forced  why it was promoted though it was not granted
     */
    record PromotionView(String decision, @Nullable String code, @Nullable String message, int over, @Nullable String forced, String actor, Instant at,
            @Nullable PolicyEvaluation evaluation) {

        static PromotionView of(PromotionEvent event) {
            return switch (event) {
                case PromotionEvent.Promoted yes -> new PromotionView("promoted", null, null, yes.over(), yes.forced(), yes.actor(), yes.at(),
                        yes.evaluation());
                case PromotionEvent.Refused no -> new PromotionView("refused", no.code(), no.message(), no.over(), null, no.actor(), no.at(),
                        no.evaluation());
            };
        }
    }

    /** @param created whether it is a new version */
    record Put(View view, boolean created) {
    }

    Mono<Put> put(Caller caller, Workflow workflow) {
        int before = workflows.newest(workflow.name()).map(WorkflowDefined::version).orElse(0);
        DefinitionCommand.Define define = new DefinitionCommand.Define(commands.draw(), workflow.name(), WorkflowFormat.write(workflow),
                WorkflowFormat.digest(workflow), caller.tenant(), commands.now());
        return commands.send(define).then(Mono.fromSupplier(() -> {
            WorkflowDefined newest = newest(workflow.name());
            return new Put(view(newest, true), newest.version() > before);
        }));
    }

    WorkflowDefined newest(String name) {
        return workflows.newest(name).orElseThrow(() -> unknown(name));
    }

    /** The version that runs use which name none. */
    WorkflowDefined inForce(String name) {
        return workflows.inForce(name).orElseThrow(() -> unknown(name));
    }

    WorkflowDefined version(String name, int version) {
        newest(name);
        return workflows.find(name, version).orElseThrow(() ->
                SluiceException.user(404, "workflow_version_not_found", "the workflow has no version " + version, "version"));
    }

    View view(WorkflowDefined defined, boolean whole) {
        JsonNode document = json.parse(defined.document());
        JsonNode description = document.get("description");
        List<PromotionEvent> decided = workflows.promotions(defined.workflow()).stream().filter(event -> event.version() == defined.version()).toList();
        boolean waits = defined.waits() && decided.stream().noneMatch(PromotionEvent.Promoted.class::isInstance);
        return new View(defined.workflow(), defined.version(), defined.digest(), description == null ? null : description.asString(),
                defined.actor(), defined.at(), inForce(defined.workflow()).version(), waits ? true : null,
                whole && !decided.isEmpty() ? PromotionView.of(decided.getLast()) : null, whole ? document : null);
    }

    static SluiceException unknown(String name) {
        return SluiceException.user(404, "workflow_not_found", "there is no workflow '" + name + "'", "model");
    }
}
