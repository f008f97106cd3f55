package io.sluice.workflow.web;

import io.sluice.contracts.event.ValuesEvent;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.WorkflowBook;
import io.sluice.workflow.scheduling.policy.Inspection;
import io.sluice.workflow.scheduling.value.Values;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every choice is worth in the states that runs were in, by the version in force and what is known now. For admin keys. */
@RestController
class StatesController {

    private static final int STATES_MAX = 1_000;

    private final Definitions definitions;
    private final WorkflowBook workflows;
    private final PublicJson json;
    private final JsonMapper mapper;

    StatesController(Definitions definitions, WorkflowBook workflows, PublicJson json, JsonMapper mapper) {
        this.definitions = definitions;
        this.workflows = workflows;
        this.json = json;
        this.mapper = mapper;
    }

    @GetMapping("/workflows/{name}/values/states")
    JsonNode states(@PathVariable String name, @RequestParam(defaultValue = "50") int limit, ServerWebExchange exchange) {
        Caller.admin(exchange);
        if (limit < 1 || limit > STATES_MAX) {
            throw SluiceException.invalid("limit", "invalid_value", "'limit' must be within 1.." + STATES_MAX);
        }
        Workflow workflow = WorkflowFormat.read(definitions.inForce(name).document());
        return json.tree(Inspection.of(workflow, values(name), limit));
    }

    private Values values(String name) {
        String text = workflows.values(name).map(ValuesEvent::values).orElse(null);
        if (text == null) {
            return Values.EMPTY;
        }
        try {
            return mapper.readValue(text, Values.class);
        } catch (JacksonException e) {
            throw SluiceException.user(409, "values_not_readable", "the values are of a form that this version does not read", null);
        }
    }
}
