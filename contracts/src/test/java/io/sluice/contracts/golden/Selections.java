package io.sluice.contracts.golden;

import io.sluice.contracts.event.SelectionCancelled;
import io.sluice.contracts.event.SelectionCompleted;
import io.sluice.contracts.event.SelectionDelayed;
import io.sluice.contracts.event.SelectionFailed;
import io.sluice.contracts.event.SelectionPaused;
import io.sluice.contracts.event.SelectionPrepared;
import io.sluice.contracts.event.SelectionRequested;
import io.sluice.contracts.event.SelectionResumed;
import io.sluice.contracts.event.SelectionStepRequested;
import io.sluice.contracts.event.ShardScored;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.SelectionInput;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.selection.SelectionResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Selection jobs for the golden files. */
final class Selections {

    private static final Instant AT = Instant.parse("2026-11-21T18:17:16.123456Z");
    private static final Instant SOON = AT.plusSeconds(30);
    private static final String JOB = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    private static final SelectionInput POOL = new SelectionInput("aa".repeat(32), 20_000, 19_990, 3);
    private static final SelectionInput TARGET = new SelectionInput("bb".repeat(32), 200, 200, 1);
    private static final SelectionRequest BARE = new SelectionRequest("pool", null, "random", Map.of(), Amount.ofRows(1_000), 1);
    private static final SelectionRequest WHOLE = new SelectionRequest("sha256:" + POOL.digest(), "sha256:" + TARGET.digest(), "zip-fit",
            Map.of("compressor", "zstd", "level", "3"), Amount.ofShare(0.125), 7L, new SelectionRequest.Duplicates(true, 0.75),
            List.of(new SelectionRequest.Quota("kind", "java", Amount.ofRows(100), Amount.ofShare(0.5)),
                    new SelectionRequest.Quota("kind", "perl", null, Amount.ofRows(0))), 2);
    private static final SelectionResult RESULT = new SelectionResult("cc".repeat(32), "dd".repeat(32), 2_499, 2_499,
            Map.of("not_utf8", 10L, "exact", 25L), 3, 4, 0.5);

    private static final List<SluiceEvent> ALL = List.of(
            new SelectionRequested(JOB, WHOLE, POOL, TARGET, "ops", AT),
            new SelectionPrepared(JOB, "replica-1", "ee".repeat(32), 1.25, AT),
            new ShardScored(JOB, "replica-2", 1, "ff".repeat(32), 8_192, Map.of("not_utf8", 10L), 0.5, AT),
            new SelectionDelayed(JOB, "replica-1", "score/2", 3, "model_unavailable", "the inference-service does not answer", SOON, AT),
            new SelectionPaused(JOB, "ops", AT),
            new SelectionResumed(JOB, "ops", AT),
            new SelectionCancelled(JOB, "ops", AT),
            new SelectionCompleted(JOB, "replica-1", RESULT, 0.25, AT),
            new SelectionFailed(JOB, "replica-1", "bad_setting", "settings.level", "settings.level is not within 1 to 9", AT),
            new SelectionStepRequested(JOB, "score/2", 3, AT));

    static final Map<String, SluiceEvent> EVENTS = ALL.stream().collect(Collectors.toUnmodifiableMap(SluiceEvent::type, Function.identity()));

    /** By the name of the golden file. */
    static final Map<String, Object> MESSAGES = Map.of(
            "selection-request", WHOLE,
            "selection-request-bare", BARE,
            "selection-shard-scored-without-cost", new ShardScored(JOB, "replica-2", 1, "ff".repeat(32), 8_192, Map.of("not_utf8", 10L), AT),
            "selection-job", new SelectionJob(JOB, WHOLE, POOL, TARGET, SelectionJob.Status.RUNNING, SelectionJob.Phase.SCORING,
                    new SelectionJob.Progress(1, 3, 8_192, 20_000), Map.of("not_utf8", 10L),
                    new SelectionJob.Waiting("score/2", 3, "model_unavailable", "the inference-service does not answer", SOON), null, null,
                    "ops", AT, SOON),
            "selection-job-completed", new SelectionJob(JOB, WHOLE, POOL, TARGET, SelectionJob.Status.COMPLETED, null,
                    new SelectionJob.Progress(3, 3, 20_000, 20_000), RESULT.setAside(), null, RESULT, null, 2.5, "ops", AT, SOON),
            "selection-job-failed", new SelectionJob(JOB, BARE, POOL, null, SelectionJob.Status.FAILED, null,
                    new SelectionJob.Progress(0, 3, 0, 20_000), Map.of(), null, null,
                    new SelectionJob.Fault("bad_setting", "settings.level", "settings has no level"), "ops", AT, SOON));

    private Selections() {
    }
}
