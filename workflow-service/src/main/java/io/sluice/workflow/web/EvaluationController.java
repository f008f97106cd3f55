package io.sluice.workflow.web;

import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.definition.Problem;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.definition.WorkflowReader;
import io.sluice.workflow.definition.WorkflowReader.Reading;
import io.sluice.workflow.execution.PolicyTrial.Wanted;
import io.sluice.workflow.execution.WorkflowBook;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a scheduler, a version or learned values would have earned on logged runs. Changes nothing. For admin keys: the runs are everybody's. */
@RestController
class EvaluationController {

    private static final double TOLERANCE_MAX = 1e9;

    private final Definitions definitions;
    private final Evaluations evaluations;
    private final WorkflowBook workflows;
    private final WorkflowReader reader;
    private final PublicJson json;

    EvaluationController(Definitions definitions, Evaluations evaluations, WorkflowBook workflows, WorkflowReader reader, PublicJson json) {
        this.definitions = definitions;
        this.evaluations = evaluations;
        this.workflows = workflows;
        this.reader = reader;
        this.json = json;
    }

    /**
     * @param scheduler as in a document; instead of it {@code version} of the workflow, or {@code values}, a version of what was learned
     * @param tolerance what a run may lose at most; absent: none
     * @param runs      the newest so many at most
     */
    record Asked(@Nullable JsonNode scheduler, @Nullable Integer version, @Nullable Integer values, @Nullable Double tolerance,
            @Nullable Integer runs) {

        /** @throws SluiceException 400 unless exactly one candidate is named */
        private String candidate() {
            long named = Stream.of(scheduler, version, values).filter(Objects::nonNull).count();
            if (named != 1) {
                throw SluiceException.invalid("scheduler", named == 0 ? "missing_field" : "invalid_value",
                        "name one candidate: 'scheduler', 'version' or 'values'");
            }
            return scheduler != null ? "scheduler" : version != null ? "version" : "values";
        }

        private double told() {
            double told = tolerance == null ? 0 : tolerance;
            if (!(told >= 0 && told <= TOLERANCE_MAX)) {
                throw SluiceException.invalid("tolerance", "invalid_value", "'tolerance' must be within 0..1e9");
            }
            return told;
        }

        private int most(int runsMax) {
            int most = runs == null ? runsMax : runs;
            if (most < 1 || most > runsMax) {
                throw SluiceException.invalid("runs", "invalid_value", "'runs' must be within 1.." + runsMax);
            }
            return most;
        }
    }

    @PostMapping("/workflows/{name}/evaluations")
    Mono<JsonNode> evaluate(@PathVariable String name, ServerWebExchange exchange) {
        Caller.admin(exchange);
        WorkflowDefined inForce = definitions.inForce(name);
        return json.read(exchange, Asked.class, new Asked(null, null, null, null, null)).flatMap(asked -> {
            String candidate = asked.candidate();
            return evaluations.judge(inForce, wanted(asked, inForce), asked.told(), asked.most(evaluations.runsMax())).map(outcome -> {
                ObjectNode view = (ObjectNode) json.parse("{\"object\":\"evaluation\"}");
                view.put("workflow", name).put("in_force", inForce.version());
                view.set("candidate", json.tree(new Asked(asked.scheduler(), asked.version(), asked.values(), null, null)));
                return view.setAll((ObjectNode) json.tree(Evaluations.judged(outcome, candidate)));
            });
        });
    }

    private Wanted wanted(Asked asked, WorkflowDefined inForce) {
        if (asked.scheduler() != null) {
            return new Wanted.Version(scheduledBy(asked.scheduler(), inForce));
        }
        if (asked.version() != null) {
            return new Wanted.Version(WorkflowFormat.read(definitions.version(inForce.workflow(), asked.version()).document()));
        }
        int version = Objects.requireNonNull(asked.values());
        ValuesEvent values = workflows.valuesVersions(inForce.workflow()).stream().filter(each -> each.version() == version).findFirst()
                .orElseThrow(() -> SluiceException.user(404, "values_version_not_found", "no version " + version + " of the values is kept", "values"));
        return new Wanted.Known(values.values(), values.at());
    }

    /** The document in force with that scheduler, checked as a whole. */
    private Workflow scheduledBy(JsonNode scheduler, WorkflowDefined inForce) {
        ObjectNode document = (ObjectNode) json.parse(inForce.document());
        document.set("scheduler", scheduler);
        return switch (reader.read(document.toString())) {
            case Reading.Taken taken -> taken.workflow();
            case Reading.Refused refused -> {
                Problem first = refused.problems().getFirst();
                throw SluiceException.user(422, "invalid_workflow", first.pointer() + ": " + first.message(), first.pointer());
            }
        };
    }
}
