package io.sluice.selection.local;

import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.selection.work.Reasons;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** How a job that has completed is told on the standard output. */
sealed interface Told {

    void completed(SelectionJob job, SelectionResult result, Path out, Path lineage);

    /** For a person. */
    record Text(PrintStream out) implements Told {

        @Override
        public void completed(SelectionJob job, SelectionResult result, Path file, Path lineage) {
            out.printf(Locale.ROOT, "chose %,d of %,d rows: %s%n", result.selected(), job.pool().rows(), file);
            out.printf(Locale.ROOT, "why, and where each is from: %s%n", lineage);
            if (result.selected() < result.wanted()) {
                out.printf(Locale.ROOT, "wanted %,d: there were no more candidates%n", result.wanted());
            }
            if (!result.setAside().isEmpty()) {
                out.println("set aside: " + Reasons.text(result.setAside()));
            }
            if (result.byQuota() + result.byCluster() > 0) {
                out.printf(Locale.ROOT, "passed over: %,d for quotas, %,d for clusters%n", result.byQuota(), result.byCluster());
            }
        }
    }

    /** One line, as the service answers. */
    record Json(PrintStream out) implements Told {

        @Override
        public void completed(SelectionJob job, SelectionResult result, Path file, Path lineage) {
            out.println(JsonMapper.builder().build().writeValueAsString(job));
        }
    }
}
