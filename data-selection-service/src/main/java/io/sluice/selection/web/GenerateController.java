package io.sluice.selection.web;

import io.sluice.selection.dataset.LineInput;
import io.sluice.selection.field.BadField;
import io.sluice.selection.generation.GeneratedRows;
import io.sluice.selection.generation.Generation;
import io.sluice.selection.generation.GenerationRequest;
import io.sluice.tasks.TaskKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Rows from templates: streamed, or kept as a data set. */
@RestController
class GenerateController {

    private static final int CHUNK = 1 << 14;

    private final MadeSets made;
    private final StoredSets stored;
    private final Scheduler disk;

    GenerateController(MadeSets made, StoredSets stored, Scheduler disk) {
        this.made = made;
        this.stored = stored;
        this.disk = disk;
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
    ResponseEntity<Flux<DataBuffer>> stream(@RequestBody GenerationRequest request) {
        Generation generation = checked(request);
        return ResponseEntity.ok().contentType(Downloads.JSON_LINES).body(DataBufferUtils.readInputStream(
                () -> new LineInput(new GeneratedRows(generation)), DefaultDataBufferFactory.sharedInstance, CHUNK).subscribeOn(disk));
    }

    @PostMapping(path = "/generate", params = "store")
    Mono<ResponseEntity<DataSetView>> keep(@RequestBody GenerationRequest request, @RequestParam(required = false) @Nullable String name) {
        Generation generation = checked(request);
        return made.keep(name, () -> new GeneratedRows(generation), stored::view);
    }

    private static Generation checked(GenerationRequest request) {
        try {
            return Generation.of(request);
        } catch (BadField wrong) {
            throw Answers.bad(wrong);
        }
    }
}
