package io.sluice.selection.web;

import io.sluice.platform.error.SluiceException;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Intake;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Data sets: what comes in, what there is, and what they are called. */
@RestController
class DataSetController {

    private static final int LIST_MAX = 1000;

    private final StoredSets stored;
    private final DataSets sets;
    private final UploadBody uploads;
    private final Jobs jobs;
    private final Pipelines pipelines;
    private final Comparisons comparisons;
    private final Downloads downloads;

    DataSetController(StoredSets stored, DataSets sets, UploadBody uploads, Jobs jobs, Pipelines pipelines, Comparisons comparisons,
            Downloads downloads) {
        this.stored = stored;
        this.sets = sets;
        this.uploads = uploads;
        this.jobs = jobs;
        this.pipelines = pipelines;
        this.comparisons = comparisons;
        this.downloads = downloads;
    }

    /** The body is the file. 201 for records that the store did not have, 200 for those that it had. */
    @PostMapping("/datasets")
    Mono<ResponseEntity<DataSetView>> upload(@RequestParam(required = false) @Nullable String name, ServerWebExchange exchange) {
        if (name != null) {
            StoredSets.checkedName(name);
        }
        MediaType type = exchange.getRequest().getHeaders().getContentType();
        if (type != null && type.getType().equals("multipart")) {
            throw SluiceException.user(415, "unsupported_media_type", "send the file itself as the body, not a form", null);
        }
        return uploads.receive(exchange).map(Answers::stored).flatMap(taken -> stored.blocking(() -> {
            if (name != null) {
                stored.name(name, taken.set());
            }
            return answer(taken);
        })).onErrorMap(Answers::diskFault);
    }

    private ResponseEntity<DataSetView> answer(Intake.Outcome.Stored taken) throws IOException {
        URI place = URI.create("/v1/selection/datasets/" + taken.set().digest());
        return (taken.fresh() ? ResponseEntity.created(place) : ResponseEntity.ok().location(place)).body(stored.view(taken.set()));
    }

    @GetMapping("/datasets")
    Mono<DataSetPage> list(@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "100") int limit) {
        Answers.after(after);
        Answers.within("limit", limit, 1, LIST_MAX);
        return stored.blocking(() -> stored.list(after, limit));
    }

    @GetMapping("/datasets/{dataset}")
    Mono<DataSetView> find(@PathVariable String dataset) {
        return stored.blocking(() -> stored.view(stored.get(dataset)));
    }

    /** Records as selectors read them, faults among them. */
    @GetMapping("/datasets/{dataset}/rows")
    Mono<RowPage> rows(@PathVariable String dataset, @RequestParam(defaultValue = "0") long from, @RequestParam(defaultValue = "20") int limit) {
        Answers.within("from", from, 0, Long.MAX_VALUE);
        Answers.within("limit", limit, 1, RowPage.LIMIT_MAX);
        return stored.blocking(() -> RowPage.read(sets, stored.get(dataset), from, limit));
    }

    /** All records, faulty ones included, as JSON lines: their SHA-256 is the set's digest. */
    @GetMapping("/datasets/{dataset}/download")
    Mono<Void> download(@PathVariable String dataset, ServerWebExchange exchange) {
        return stored.blocking(() -> stored.get(dataset)).flatMap(set -> downloads.send(exchange, set));
    }

    /** Refused while a job that has not ended reads it. */
    @DeleteMapping("/datasets/{dataset}")
    Mono<ResponseEntity<Void>> delete(@PathVariable String dataset) {
        return stored.blocking(() -> {
            DataSet set = stored.get(dataset);
            jobs.requireUnused(set.digest());
            pipelines.requireUnused(set.digest());
            comparisons.requireUnused(set.digest());
            stored.delete(set);
            return ResponseEntity.noContent().build();
        });
    }

    /** A name for a set, or for another one than before. */
    @PutMapping("/names/{name}")
    Mono<DataSetView> name(@PathVariable String name, @RequestParam String dataset) {
        StoredSets.checkedName(name);
        return stored.blocking(() -> {
            DataSet set = stored.get(dataset);
            stored.name(name, set);
            return stored.view(set);
        });
    }

    @DeleteMapping("/names/{name}")
    Mono<ResponseEntity<Void>> unname(@PathVariable String name) {
        StoredSets.checkedName(name);
        return stored.blocking(() -> {
            if (!stored.unname(name)) {
                throw SluiceException.user(404, "name_not_found", "there is no such name", "name");
            }
            return ResponseEntity.noContent().build();
        });
    }
}
