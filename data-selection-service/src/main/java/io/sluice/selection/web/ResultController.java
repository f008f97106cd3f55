package io.sluice.selection.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.work.ArtefactStore;
import io.sluice.selection.work.JobSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a job chose: the rows, the best first, and of each where it is from and why it was chosen. */
@RestController
class ResultController {

    private final Jobs jobs;
    private final StoredSets stored;
    private final DataSets sets;
    private final ArtefactStore artefacts;
    private final Downloads downloads;
    private final JsonMapper mapper;

    ResultController(Jobs jobs, StoredSets stored, DataSets sets, ArtefactStore artefacts, Downloads downloads, JsonMapper mapper) {
        this.jobs = jobs;
        this.stored = stored;
        this.sets = sets;
        this.artefacts = artefacts;
        this.downloads = downloads;
        this.mapper = mapper;
    }

    /** @param lineage its line of {@code selection.jsonl} */
    record Chosen(JsonNode lineage, RowPage.@Nullable Text row) {
    }

    /** @param next what {@code from} has to be for the next page; absent on the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChosenPage(List<Chosen> data, @Nullable Long next) {
    }

    /** From the row on that is so far behind the best. */
    @GetMapping("/jobs/{job}/rows")
    Mono<ChosenPage> rows(@PathVariable String job, @RequestParam(defaultValue = "0") long from, @RequestParam(defaultValue = "20") int limit) {
        Answers.within("from", from, 0, Long.MAX_VALUE);
        Answers.within("limit", limit, 1, RowPage.LIMIT_MAX);
        SelectionResult result = result(job);
        return stored.blocking(() -> {
            RowPage page = RowPage.read(sets, stored.get(result.dataSet()), from, limit);
            return new ChosenPage(joined(page.data(), result, from), page.next());
        });
    }

    private List<Chosen> joined(List<RowPage.Entry> rows, SelectionResult result, long from) throws IOException {
        List<Chosen> joined = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(lineage(result), StandardCharsets.UTF_8))) {
            for (long skipped = 0; skipped < from && !rows.isEmpty(); skipped++) {
                lines.readLine();
            }
            for (RowPage.Entry row : rows) {
                joined.add(new Chosen(mapper.readTree(lines.readLine()), row.row()));
            }
        }
        return joined;
    }

    /** The chosen rows as they stand in the pool, ready to be trained on. */
    @GetMapping("/jobs/{job}/download")
    Mono<Void> download(@PathVariable String job, ServerWebExchange exchange) {
        SelectionResult result = result(job);
        return stored.blocking(() -> stored.get(result.dataSet())).flatMap(set -> downloads.send(exchange, set));
    }

    /** {@code selection.jsonl}: a line for each chosen row, the best first. */
    @GetMapping("/jobs/{job}/lineage")
    Mono<Void> lineageOf(@PathVariable String job, ServerWebExchange exchange) {
        SelectionResult result = result(job);
        return stored.blocking(() -> {
            lineage(result).close();
            return result.lineage();
        }).flatMap(digest -> downloads.send(exchange, digest, "selection.jsonl", () -> lineage(result)));
    }

    private InputStream lineage(SelectionResult result) throws IOException {
        Optional<InputStream> found = artefacts.open(JobSpec.lineageName(result.dataSet(), result.lineage()));
        return found.orElseThrow(() -> SluiceException.user(404, "lineage_not_found", "the result of the job was deleted", "job"));
    }

    private SelectionResult result(String job) {
        SelectionResult result = jobs.get(job).result();
        if (result == null) {
            throw SluiceException.user(409, "job_not_completed", "the job has no result, or none yet", "job");
        }
        return result;
    }
}
