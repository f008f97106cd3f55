package io.sluice.workflow.web;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.workflow.PolicyEvaluation;
import io.sluice.platform.error.ErrorBody;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.PolicyTrial.Outcome;
import io.sluice.workflow.execution.PolicyTrial.Wanted;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts a version in force: a candidate after it was judged by logged runs, or by force with a reason; or one that was in force before. */
@RestController
class PromotionController {

    private static final String REFUSED = "promotion_refused";

    private final Definitions definitions;
    private final Evaluations evaluations;
    private final Commands commands;
    private final PublicJson json;

    PromotionController(Definitions definitions, Evaluations evaluations, Commands commands, PublicJson json) {
        this.definitions = definitions;
        this.evaluations = evaluations;
        this.commands = commands;
        this.json = json;
    }

    /** @param force whether it goes live whatever the evaluation says; then {@code reason} says why */
    record Asked(@Nullable Boolean force, @Nullable String reason) {

        /** @return why, where it is forced */
        private @Nullable String forced() {
            if (!Boolean.TRUE.equals(force)) {
                if (reason != null) {
                    throw SluiceException.invalid("reason", "invalid_value", "'reason' is why 'force' is true");
                }
                return null;
            }
            if (reason == null || reason.isBlank()) {
                throw SluiceException.invalid("reason", "missing_field", "'force' needs a 'reason'");
            }
            return Runs.note("reason", reason);
        }
    }

    @PostMapping("/workflows/{name}/versions/{version}/promote")
    Mono<ResponseEntity<JsonNode>> promote(@PathVariable String name, @PathVariable int version, ServerWebExchange exchange) {
        Caller caller = Caller.admin(exchange);
        WorkflowDefined wanted = definitions.version(name, version);
        return json.read(exchange, Asked.class, new Asked(null, null)).flatMap(asked -> {
            String forced = asked.forced();
            WorkflowDefined inForce = definitions.inForce(name);
            if (inForce.version() == version) {
                return Mono.just(ResponseEntity.ok(view(wanted)));
            }
            return evaluated(inForce, wanted).flatMap(outcome -> {
                PolicyEvaluation evaluation = outcome instanceof Outcome.Judged judged ? judged.evaluation() : null;
                if (forced == null && evaluation == null) {
                    Evaluations.judged(outcome, "version");
                }
                return commands.send(new DefinitionCommand.Promote(commands.draw(), name, version, inForce.version(), evaluation, forced, caller.tenant(),
                                commands.now())).then(Mono.fromSupplier(() -> ResponseEntity.ok(view(wanted))))
                        .onErrorResume(SluiceException.class, failure -> REFUSED.equals(failure.code()) && evaluation != null
                                ? Mono.just(refusal(failure, evaluation)) : Mono.error(failure));
            });
        });
    }

    /** Held against what the version in force tolerates, which the candidate can't change. */
    private Mono<Outcome> evaluated(WorkflowDefined inForce, WorkflowDefined wanted) {
        double tolerance = Optional.ofNullable(WorkflowFormat.read(inForce.document()).scheduler().promotion()).map(Workflow.PromotionSpec::tolerance).orElse(0.0);
        return evaluations.judge(inForce, new Wanted.Version(WorkflowFormat.read(wanted.document())), tolerance, evaluations.runsMax());
    }

    private JsonNode view(WorkflowDefined version) {
        return json.tree(definitions.view(version, true));
    }

    private ResponseEntity<JsonNode> refusal(SluiceException failure, PolicyEvaluation evaluation) {
        ObjectNode body = (ObjectNode) json.tree(ErrorBody.of(failure));
        ((ObjectNode) body.get("error")).set("evaluation", json.tree(evaluation));
        return ResponseEntity.status(failure.status()).body(body);
    }
}
