package io.sluice.selection.web;

import io.sluice.selection.dataset.LineInput;
import io.sluice.selection.field.BadField;
import io.sluice.selection.generation.GeneratedRows;
import io.sluice.selection.generation.Generation;
import io.sluice.selection.generation.GenerationRequest;
import io.sluice.tasks.TaskKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Rows from templates: streamed, or kept as a data set. */
@RestController
class GenerateController {

    private final MadeSets made;
    private final StoredSets stored;
    private final Downloads downloads;
    private final JsonBody bodies;

    GenerateController(MadeSets made, StoredSets stored, Downloads downloads, JsonMapper mapper) {
        this.made = made;
        this.stored = stored;
        this.downloads = downloads;
        this.bodies = new JsonBody(mapper);
    }

    /** @param names of the templates */
    record Templates(List<String> names) {
    }

    @GetMapping("/templates")
    Templates templates() {
        return new Templates(TaskKind.names());
    }

    /** Made no faster than the caller reads. */
    @PostMapping(path = "/generate", params = "!store")
    Mono<Void> stream(ServerWebExchange exchange) {
        return wanted(exchange).flatMap(generation -> downloads.send(exchange, () -> new LineInput(new GeneratedRows(generation))));
    }

    @PostMapping(path = "/generate", params = "store")
    Mono<ResponseEntity<DataSetView>> keep(@RequestParam(required = false) @Nullable String name, ServerWebExchange exchange) {
        return wanted(exchange).flatMap(generation -> made.keep(name, () -> new GeneratedRows(generation), stored::view));
    }

    private Mono<Generation> wanted(ServerWebExchange exchange) {
        return bodies.read(exchange, GenerationRequest.class).map(GenerateController::checked);
    }

    private static Generation checked(GenerationRequest request) {
        try {
            return Generation.of(request);
        } catch (BadField wrong) {
            throw Answers.bad(wrong);
        }
    }
}
