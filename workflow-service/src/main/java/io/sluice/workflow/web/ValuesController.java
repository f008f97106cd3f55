package io.sluice.workflow.web;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.execution.WorkflowBook;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the scheduler of a workflow learned: looked at, forgotten, or taken back to what it was. For admin keys. */
@RestController
@RequestMapping("/workflows/{name}/values")
class ValuesController {

    private final Commands commands;
    private final Definitions definitions;
    private final WorkflowBook workflows;
    private final PublicJson json;

    ValuesController(Commands commands, Definitions definitions, WorkflowBook workflows, PublicJson json) {
        this.commands = commands;
        this.definitions = definitions;
        this.workflows = workflows;
        this.json = json;
    }

    record RollBack(@Nullable Integer version) {
    }

    /** What is known now, and which versions can be gone back to. */
    @GetMapping
    JsonNode now(@PathVariable String name, ServerWebExchange exchange) {
        Caller.admin(exchange);
        definitions.newest(name);
        return view(name);
    }

    @GetMapping("/{version}")
    JsonNode version(@PathVariable String name, @PathVariable int version, ServerWebExchange exchange) {
        Caller.admin(exchange);
        definitions.newest(name);
        return values(kept(name, version));
    }

    @DeleteMapping
    Mono<JsonNode> reset(@PathVariable String name, ServerWebExchange exchange) {
        Caller caller = Caller.admin(exchange);
        definitions.newest(name);
        return commands.send(new DefinitionCommand.ResetValues(commands.draw(), name, caller.tenant(), commands.now()))
                .then(Mono.fromSupplier(() -> view(name)));
    }

    @PostMapping("/rollback")
    Mono<JsonNode> rollBack(@PathVariable String name, ServerWebExchange exchange) {
        Caller caller = Caller.admin(exchange);
        definitions.newest(name);
        return json.read(exchange, RollBack.class, new RollBack(null)).flatMap(wanted -> {
            if (wanted.version() == null) {
                throw SluiceException.invalid("version", "missing_field", "'version' is missing");
            }
            kept(name, wanted.version());
            return commands.send(new DefinitionCommand.RollBackValues(commands.draw(), name, wanted.version(), caller.tenant(), commands.now()))
                    .then(Mono.fromSupplier(() -> view(name)));
        });
    }

    private ValuesEvent kept(String name, int version) {
        return workflows.valuesVersions(name).stream().filter(values -> values.version() == version).findFirst().orElseThrow(() ->
                SluiceException.user(404, "values_version_not_found", "no version " + version + " of the values is kept", "version"));
    }

    private JsonNode view(String name) {
        Optional<ValuesEvent> now = workflows.values(name);
        ObjectNode view = now.isPresent() ? values(now.get()) : JsonNodeFactory.instance.objectNode().put("workflow", name).put("version", 0);
        view.set("versions", json.tree(workflows.valuesVersions(name).stream().map(Version::of).toList()));
        return view;
    }

    /** @param how {@code learned}, {@code reset} or {@code rolled_back} */
    record Version(int version, String how, Instant at) {

        static Version of(ValuesEvent event) {
            return new Version(event.version(), switch (event) {
                case ValuesEvent.Learned learned -> "learned";
                case ValuesEvent.Reset reset -> "reset";
                case ValuesEvent.RolledBack back -> "rolled_back";
            }, event.at());
        }
    }

    private ObjectNode values(ValuesEvent event) {
        ObjectNode view = JsonNodeFactory.instance.objectNode().put("workflow", event.workflow()).put("version", event.version())
                .put("how", Version.of(event).how()).put("at", event.at().toString());
        String values = event.values();
        if (values != null) {
            view.set("values", parsed(values));
        }
        return view;
    }

    /** Schedulers write JSON; whatever else one wrote is shown as the text that it is. */
    private JsonNode parsed(String values) {
        try {
            return json.parse(values);
        } catch (JacksonException e) {
            return JsonNodeFactory.instance.stringNode(values);
        }
    }
}
