package io.sluice.workflow.web;

import io.sluice.platform.error.ErrorBody;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.definition.Problem;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.definition.WorkflowReader;
import io.sluice.workflow.definition.WorkflowReader.Reading;
import io.sluice.workflow.definition.WorkflowSchema;
import io.sluice.workflow.execution.WorkflowBook;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Workflows: everybody may see which there are, whoever has an admin key what is in them, and change them. */
@RestController
@RequestMapping("/workflows")
class DefinitionController {

    private final Definitions definitions;
    private final WorkflowBook workflows;
    private final WorkflowReader reader;
    private final WorkflowSchema schema;
    private final PublicJson json;

    DefinitionController(Definitions definitions, WorkflowBook workflows, WorkflowReader reader, WorkflowSchema schema, PublicJson json) {
        this.definitions = definitions;
        this.workflows = workflows;
        this.reader = reader;
        this.schema = schema;
        this.json = json;
    }

    @GetMapping
    JsonNode list(ServerWebExchange exchange) {
        Caller.of(exchange);
        ObjectNode answer = (ObjectNode) json.parse("{\"object\":\"list\"}");
        answer.set("data", json.tree(workflows.list().stream().map(defined -> definitions.view(defined, false)).toList()));
        return answer;
    }

    @PutMapping("/{name}")
    Mono<ResponseEntity<JsonNode>> put(@PathVariable String name, ServerWebExchange exchange) {
        Caller caller = Caller.admin(exchange);
        return PublicJson.bytes(exchange).flatMap(bytes -> switch (reader.read(text(bytes))) {
            case Reading.Refused refused -> Mono.just(refusal(refused.problems()));
            case Reading.Taken taken when !taken.workflow().name().equals(name) -> Mono.just(refusal(
                    List.of(new Problem("/name", "it is '" + taken.workflow().name() + "', but was put at '" + name + "'", null))));
            case Reading.Taken taken -> definitions.put(caller, taken.workflow()).map(put -> ResponseEntity.status(put.created() ? 201 : 200)
                    .location(URI.create("/v1/workflows/" + name + "/versions/" + put.view().version())).body(json.tree(put.view())));
        });
    }

    /** Reads and checks a document, and changes nothing. */
    @PostMapping("/{name}/check")
    Mono<ResponseEntity<JsonNode>> check(@PathVariable String name, ServerWebExchange exchange) {
        Caller.of(exchange);
        return PublicJson.bytes(exchange).map(bytes -> switch (reader.read(text(bytes))) {
            case Reading.Refused refused -> refusal(refused.problems());
            case Reading.Taken taken -> ResponseEntity.ok(json.tree(WorkflowFormat.tree(taken.workflow())));
        });
    }

    @GetMapping("/{name}")
    JsonNode newest(@PathVariable String name, ServerWebExchange exchange) {
        return json.tree(definitions.view(definitions.newest(name), Caller.of(exchange).admin()));
    }

    @GetMapping("/{name}/versions/{version}")
    JsonNode version(@PathVariable String name, @PathVariable int version, ServerWebExchange exchange) {
        return json.tree(definitions.view(definitions.version(name, version), Caller.of(exchange).admin()));
    }

    /** The schema of documents, under a name that no workflow can have. */
    @GetMapping("/workflow.schema.json")
    JsonNode schema() {
        return schema.document();
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw SluiceException.user(400, "invalid_encoding", "the document must be UTF-8", null);
        }
    }

    /** All problems at once; the first one is the message of clients that read no more. */
    private ResponseEntity<JsonNode> refusal(List<Problem> problems) {
        Problem first = problems.getFirst();
        ObjectNode body = (ObjectNode) json.tree(ErrorBody.of(SluiceException.user(422, "invalid_workflow",
                (first.pointer().isEmpty() ? "" : first.pointer() + ": ") + first.message(), first.pointer())));
        ((ObjectNode) body.get("error")).set("problems", json.tree(problems));
        return ResponseEntity.unprocessableContent().body(body);
    }
}
