package io.sluice.selection.web;

import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.comparison.Comparison;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Read;
import io.sluice.selection.dataset.RowReader;
import io.sluice.selection.pipeline.PipelineBook;
import io.sluice.selection.row.Row;
import io.sluice.selection.work.ArtefactStore;
import io.sluice.selection.work.JobSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** What several selectors chose of one pool, side by side. */
@RestController
class ComparisonController {

    private static final int JOBS_MAX = 16;
    private static final long ROWS_MAX = 4_000_000;
    private static final String OF_PIPELINE = "-select";

    private final Jobs jobs;
    private final PipelineBook pipelines;
    private final StoredSets stored;
    private final DataSets sets;
    private final ArtefactStore artefacts;
    private final JsonMapper mapper;

    ComparisonController(Jobs jobs, PipelineBook pipelines, StoredSets stored, DataSets sets, ArtefactStore artefacts, JsonMapper mapper) {
        this.jobs = jobs;
        this.pipelines = pipelines;
        this.stored = stored;
        this.sets = sets;
        this.artefacts = artefacts;
        this.mapper = mapper;
    }

    /**
     * Of completed jobs with one pool, target and budget.
     *
     * @param label and {@code value} of rows that are wanted, for precision
     */
    @GetMapping("/comparisons")
    Mono<Comparison> compare(@RequestParam List<String> jobs, @RequestParam(required = false) @Nullable String label,
            @RequestParam(required = false) @Nullable String value) {
        if (jobs.size() < 2 || jobs.size() > JOBS_MAX || jobs.stream().distinct().count() < jobs.size()) {
            throw SluiceException.invalid("jobs", "invalid_value", "'jobs' names 2 to " + JOBS_MAX + " jobs, each once");
        }
        if ((label == null) != (value == null)) {
            throw SluiceException.invalid(label == null ? "label" : "value", "missing_field", "'label' and 'value' go together");
        }
        List<SelectionJob> found = jobs.stream().map(this.jobs::get).toList();
        check(found);
        return stored.blocking(() -> {
            List<Comparison.Chosen> chosen = new ArrayList<>();
            for (SelectionJob job : found) {
                chosen.add(chosen(job, Objects.requireNonNull(job.result()), label, value));
            }
            return Comparison.of(chosen);
        });
    }

    private static void check(List<SelectionJob> found) {
        SelectionJob first = found.getFirst();
        long rows = 0;
        for (SelectionJob job : found) {
            if (job.result() == null) {
                throw SluiceException.user(409, "job_not_completed", "job " + job.id() + " has no result, or none yet", "jobs");
            }
            rows += job.result().selected();
            boolean alike = job.pool().digest().equals(first.pool().digest()) && job.request().budget().equals(first.request().budget())
                    && Objects.equals(job.request().target(), first.request().target());
            if (!alike) {
                throw SluiceException.user(409, "not_comparable", "jobs " + first.id() + " and " + job.id() + " have another pool, target or budget", "jobs");
            }
        }
        if (rows > ROWS_MAX) {
            throw SluiceException.user(413, "comparison_too_large", "the jobs chose " + rows + " rows together, more than " + ROWS_MAX, "jobs");
        }
    }

    private Comparison.Chosen chosen(SelectionJob job, SelectionResult result, @Nullable String label, @Nullable String value) throws IOException {
        return new Comparison.Chosen(job.id(), job.request().selector(), job.request().settings(), job.request().seed(), ordinals(result),
                label == null || value == null ? null : precision(stored.get(result.dataSet()), label, value), accuracy(job.id()));
    }

    private long[] ordinals(SelectionResult result) throws IOException {
        Optional<InputStream> lineage = artefacts.open(JobSpec.lineageName(result.dataSet(), result.lineage()));
        long[] ordinals = new long[(int) result.selected()];
        int read = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(lineage.orElseThrow(() ->
                SluiceException.user(404, "lineage_not_found", "the result of a job was deleted", "jobs")), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && read < ordinals.length; line = lines.readLine()) {
                ordinals[read++] = mapper.readTree(line).path("ordinal").asLong();
            }
        }
        long[] all = Arrays.copyOf(ordinals, read);
        Arrays.sort(all);
        return all;
    }

    private double precision(DataSet chosen, String label, String value) throws IOException {
        long rows = 0;
        long wanted = 0;
        for (int shard = 0; shard < chosen.shards(); shard++) {
            try (RowReader reader = sets.shard(chosen, shard)) {
                for (Read read = reader.next(); read != null; read = reader.next()) {
                    if (read.result() instanceof Row row) {
                        rows++;
                        wanted += value.equals(row.labels().get(label)) ? 1 : 0;
                    }
                }
            }
        }
        return rows == 0 ? 0 : (double) wanted / rows;
    }

    /** Of the adapter that a pipeline trained on what the job chose. */
    private @Nullable Double accuracy(String job) {
        String pipeline = job.endsWith(OF_PIPELINE) ? job.substring(0, job.length() - OF_PIPELINE.length()) : "";
        Judgement judgement = pipelines.find(pipeline).map(Pipeline::judgement).orElse(null);
        return judgement == null ? null : (double) judgement.figures().target().right() / judgement.figures().target().items();
    }
}
