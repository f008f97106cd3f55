package io.sluice.contracts.golden;

import io.sluice.contracts.adapter.AdapterCommand;
import io.sluice.contracts.adapter.CanaryReport;
import io.sluice.contracts.calibration.CalibrationJob;
import io.sluice.contracts.calibration.CalibrationRequest;
import io.sluice.contracts.calibration.LabelledPrompt;
import io.sluice.contracts.event.AdapterActivated;
import io.sluice.contracts.event.AdapterAliased;
import io.sluice.contracts.event.AdapterCanaried;
import io.sluice.contracts.event.AdapterDeactivated;
import io.sluice.contracts.event.AdapterLoadRejected;
import io.sluice.contracts.event.AdapterLoaded;
import io.sluice.contracts.event.AdapterPinned;
import io.sluice.contracts.event.AdapterRejected;
import io.sluice.contracts.event.AdapterResidencyTold;
import io.sluice.contracts.event.AdapterRetired;
import io.sluice.contracts.event.AdapterRolledBack;
import io.sluice.contracts.event.AdapterUnloaded;
import io.sluice.contracts.event.AdapterUploaded;
import io.sluice.contracts.event.AdapterValidated;
import io.sluice.contracts.event.CalibrationPublished;
import io.sluice.contracts.event.FeedbackGiven;
import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.event.RouteDecided;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.generation.AdapterReport;
import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.SampleReport;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.generation.TokenLogprob;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.generation.ToolUse;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.inspection.InspectAnswer;
import io.sluice.contracts.inspection.InspectRequest;
import io.sluice.contracts.likelihood.LikelihoodAnswer;
import io.sluice.contracts.likelihood.LikelihoodRequest;
import io.sluice.contracts.model.EndpointState;
import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.AdapterDials;
import io.sluice.contracts.routing.DialOverrides;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.contracts.routing.RouteAnswer;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.contracts.routing.RouteRequest;
import io.sluice.contracts.routing.SamplePlan;
import io.sluice.contracts.event.TrainingCancelRequested;
import io.sluice.contracts.event.TrainingCancelled;
import io.sluice.contracts.event.TrainingCompleted;
import io.sluice.contracts.event.TrainingFailed;
import io.sluice.contracts.event.TrainingProgressed;
import io.sluice.contracts.event.TrainingRejected;
import io.sluice.contracts.event.TrainingRequested;
import io.sluice.contracts.event.TrainingStarted;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.contracts.training.TrainingJob;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One object for each golden file. Every optional field is present in one sample at least. */
final class Samples {

    private static final Instant AT = Instant.parse("2026-11-20T09:08:07.123456Z");
    private static final Dials ENTROPY = new Dials(EntropyRule.CURRENT, 0.5, 1, 1, 0, 0.25, 42);
    private static final Dials PROBING = new Dials(null, 0.3, 1, 1, 0, 0, 0);
    private static final ProbeModel PROBE = new ProbeModel(
            List.of(0.1, -0.2, 0.3, 0.4, 1.5, -0.6), -1.25, List.of(30.0, 0.2, 0.5, 2.5, 0.4, 0.9), List.of(8.0, 0.1, 0.2, 0.5, 0.3, 0.1));
    private static final RoutePlan ENTROPY_PLAN =
            new RoutePlan(Policy.ENTROPY, "sluice-small", "sluice-large", ENTROPY, null, "cal-1");
    private static final RoutingReport REPORT = new RoutingReport(Policy.PROBE, PROBING, "cal-2",
            Map.of("sluice-small", 12), 0, 0, 0, false, 0.125, List.of(31.0, 0.25, 0.5, 2.0, 0.1, 0.95), 3.5e6, 2.1e7, 0.004);
    private static final RoutingReport DRAFTED = new RoutingReport(Policy.SPECULATIVE, PROBING, null, Map.of("sluice-large", 12), 1, 0, 33,
            null, null, null, 9, 7, 2.5e7, 2.1e7, 0.003);
    private static final RoutingReport SAMPLED = new RoutingReport(Policy.SMALL,
            PROBING.withSamples(new SamplePlan(5, SamplePlan.Pick.MAJORITY)), null, Map.of("sluice-small", 40), 0, 0, 0, null, null,
            null, null, null, new SampleReport(SamplePlan.Pick.MAJORITY, 5, 3, 1, 3, 40), 2.5e7, 2.1e7, 0.003);
    private static final RoutingReport SELECTED = new RoutingReport(Policy.PINNED,
            new Dials(null, 0.3, 1, 1, 0, 0, 0, null, new AdapterDials(AdapterDials.Selector.MHR)), null, Map.of("sluice-large:auto", 12),
            1, 0, 0, null, null, null, null, null, null, new AdapterReport(AdapterDials.Selector.MHR, "sort", List.of(
                    new AdapterReport.Score("sort@2", 0.75), new AdapterReport.Score("add@1", 0.25))), 2.5e7, 2.1e7, 0.003);
    private static final CalibrationPublished PUBLISHED = new CalibrationPublished("cal-2", Policy.PROBE, PROBING, PROBE, "aa+bb",
            0.95, 0.9, 640, 0.8, 0.82, 0.125, "cc", AT);

    private static final TrainingJob JOB = new TrainingJob("job-1", "rotating", "sluice-large", "bb", "lora", null,
            new TrainingJob.DataReference("rotate.jsonl", "ff"), 7, new TrainingJob.Budget(600, 900.0), Map.of("rank", "8"), List.of("letters"));

    /** Events by the name of their golden file, which is their type. */
    static final Map<String, SluiceEvent> EVENTS = Workflows.merged(Map.ofEntries(
            Map.entry(RouteDecided.TYPE, new RouteDecided("req-1", "tenant-a", "sluice-auto", ENTROPY_PLAN,
                    URI.create("http://127.0.0.1:8082"), "default policy entropy, calibrated", AT)),
            Map.entry(InferenceCompleted.TYPE, new InferenceCompleted("req-1", "tenant-a", "failed", "deadline_exceeded",
                    new Usage(31, 12), REPORT, 8.5, 120.25, AT)),
            Map.entry(FeedbackGiven.TYPE, new FeedbackGiven("req-1", "tenant-a", 0.75, "nearly", AT)),
            Map.entry(CalibrationPublished.TYPE, PUBLISHED),
            Map.entry(AdapterUploaded.TYPE, new AdapterUploaded(Adapters.NEW, "1", "ops", AT)),
            Map.entry(AdapterValidated.TYPE, new AdapterValidated(Adapters.NEW, "1", "ops", AT)),
            Map.entry(AdapterRejected.TYPE,
                    new AdapterRejected(Adapters.NEW, "1", "wrong_shape", "the base is 64 wide", "ops", AT)),
            Map.entry(AdapterCanaried.TYPE, new AdapterCanaried(Adapters.FULL, "2", 20, List.of("tenant-a"), "ops", AT)),
            Map.entry(AdapterActivated.TYPE, new AdapterActivated(Adapters.FULL, "2", "1", "ops", AT)),
            Map.entry(AdapterRolledBack.TYPE, new AdapterRolledBack(Adapters.FULL, "2", "1", "errors", "canary-watch", AT)),
            Map.entry(AdapterDeactivated.TYPE, new AdapterDeactivated(Adapters.NEW, "1", "ops", AT)),
            Map.entry(AdapterPinned.TYPE, new AdapterPinned(Adapters.FULL, "tenant-b", "1", "ops", AT)),
            Map.entry(AdapterAliased.TYPE, new AdapterAliased(Adapters.FULL, "stable", "1", "ops", AT)),
            Map.entry(AdapterRetired.TYPE, new AdapterRetired(Adapters.NEW, "1", "ops", AT)),
            Map.entry(AdapterLoaded.TYPE, new AdapterLoaded(Adapters.RESIDENCY, "dd", "sort", "1", 12.5, AT)),
            Map.entry(AdapterUnloaded.TYPE, new AdapterUnloaded(Adapters.RESIDENCY, "ee", "sort", "2", "evicted", AT)),
            Map.entry(AdapterLoadRejected.TYPE,
                    new AdapterLoadRejected(Adapters.RESIDENCY, "ee", "sort", "2", "digest_mismatch", "the files are others", AT)),
            Map.entry(AdapterResidencyTold.TYPE, new AdapterResidencyTold(Adapters.RESIDENCY, AT)),
            Map.entry(TrainingRequested.TYPE, new TrainingRequested(JOB, "ops", AT)),
            Map.entry(TrainingCancelRequested.TYPE, new TrainingCancelRequested("job-1", "ops", AT)),
            Map.entry(TrainingStarted.TYPE, new TrainingStarted("job-1", "trainer-1", 150, 600, AT)),
            Map.entry(TrainingProgressed.TYPE, new TrainingProgressed("job-1", "trainer-1", 200, 600, 0.25, 24.5, AT)),
            Map.entry(TrainingCompleted.TYPE,
                    new TrainingCompleted("job-1", "trainer-1", "rotating", "1", "dd", Map.of("newTask", 0.875), AT)),
            Map.entry(TrainingRejected.TYPE,
                    new TrainingRejected("job-1", "trainer-1", "unknown_base", "there is no model of that name", "base", AT)),
            Map.entry(TrainingFailed.TYPE, new TrainingFailed("job-1", "trainer-1", "budget_exceeded", "600 CPU seconds are spent", AT)),
            Map.entry(TrainingCancelled.TYPE, new TrainingCancelled("job-1", "trainer-1", 250, AT))), Workflows.merged(Workflows.EVENTS, Workflows.merged(Selections.EVENTS,
            Workflows.merged(Pipelines.EVENTS, Comparisons.EVENTS))));

    /** What services ask of one another, by the name of its golden file. */
    static final Map<String, Object> MESSAGES = Workflows.merged(Map.ofEntries(
            Map.entry("route-request", new RouteRequest("req-1", "tenant-a", "sluice-auto",
                    new DialOverrides(Policy.ENTROPY, EntropyRule.PUBLISHED, 0.75, 5, 3, 2, 0.25, 42L, true), 120, 64)),
            Map.entry("route-request-bare",
                    new RouteRequest("req-1", "tenant-a", "sluice-small", DialOverrides.NONE, 120, 64)),
            Map.entry("route-request-samples", new RouteRequest("req-1", "tenant-a", "sluice-auto", new DialOverrides(null, null,
                    null, null, null, null, null, null, null, new SamplePlan(5, SamplePlan.Pick.MAJORITY)), 120, 64)),
            Map.entry("route-request-adapters", new RouteRequest("req-1", "tenant-a", "sluice-large:auto", new DialOverrides(null, null,
                    null, null, null, null, null, null, null, null, new AdapterDials(AdapterDials.Selector.ARROW)), 120, 64)),
            Map.entry("route-answer", new RouteAnswer(URI.create("http://127.0.0.1:8082"),
                    new RoutePlan(Policy.PROBE, "sluice-small", "sluice-large", PROBING, PROBE, null), "the caller chose probe")),
            Map.entry("generate-request", new GenerateRequest("req-1", "tenant-a", ENTROPY_PLAN,
                    List.of(new ChatMessage("system", "Be brief."), new ChatMessage("user", "Grüße")), null, null,
                    new Sampling(0.7, 0.9, 40, 0.05, 0.5, -0.5, 1.1, Map.of(5, -100.0), 7L), 2, 64, List.of("\n"), 3,
                    false, true, 30_000)),
            Map.entry("generate-request-tokens", new GenerateRequest("req-1", "tenant-a", ENTROPY_PLAN, null, null,
                    List.of(1, 2, 3), Sampling.GREEDY, 1, null, List.of(), null, true, false, 30_000)),
            Map.entry("generate-request-tools", new GenerateRequest("req-1", "tenant-a", ENTROPY_PLAN,
                    List.of(new ChatMessage("user", "Rain?"), new ChatMessage("assistant", "", List.of(
                            new ChatMessage.Call("call-1", "weather", "{\"city\":\"Ulm\"}")), null),
                            new ChatMessage("tool", "dry", null, "call-1")),
                    null, null, Sampling.GREEDY, 1, 64, List.of(), null, false, false, null,
                    new ToolUse(List.of(new ToolUse.Tool("weather", "of a city", "{\"type\":\"object\"}", true)), ToolUse.Choice.NAMED,
                            "weather", false), 30_000)),
            Map.entry("generate-request-format", new GenerateRequest("req-1", "tenant-a", ENTROPY_PLAN, null, "A city:", null,
                    Sampling.GREEDY, 1, 64, List.of(), null, false, false,
                    new OutputFormat(OutputFormat.Kind.REGEX, "[A-Z][a-z]+"), null, 30_000)),
            Map.entry("generate-event-call", new GenerateEvent.Call(0, 0, "weather", "{\"ci", List.of())),
            Map.entry("generate-event-started", new GenerateEvent.Started("req-1", 31)),
            Map.entry("generate-event-delta", new GenerateEvent.Delta(0, "é", List.of(new TokenTrace(7, "sluice-small",
                    new TokenLogprob(7, "é", List.of(195, 169), -0.5), List.of(new TokenLogprob(8, "e", List.of(101), -1.5)), 0.25)))),
            Map.entry("generate-event-finished", new GenerateEvent.Finished(0, FinishReason.STOP, "\n")),
            Map.entry("generate-event-completed", new GenerateEvent.Completed(new Usage(31, 12), REPORT)),
            Map.entry("generate-event-completed-cached", new GenerateEvent.Completed(new Usage(31, 12, 20), REPORT)),
            Map.entry("generate-event-completed-drafts", new GenerateEvent.Completed(new Usage(31, 12), DRAFTED)),
            Map.entry("generate-event-completed-samples", new GenerateEvent.Completed(new Usage(31, 40), SAMPLED)),
            Map.entry("generate-event-completed-adapters", new GenerateEvent.Completed(new Usage(31, 12), SELECTED)),
            Map.entry("generate-event-failed", new GenerateEvent.Failed("user", "context_length_exceeded", "too long", "messages")),
            Map.entry("endpoint-state", new EndpointState(List.of(
                    new ModelCard("sluice-small", "small", 130_000, 512, 448, "aa", "ready", null),
                    new ModelCard("sluice-large", "large", 1_050_000, 512, 448, "bb", "refused", "the file is cut")), 1, 2, 4)),
            Map.entry("endpoint-state-adapters", new EndpointState(List.of(new ModelCard("polite", "other", 130_000, 492, 448, "cc",
                    "ready", null, List.of(new ModelCard.Adapter("soft-prompt", "polite-prompt", "dd", 20),
                            new ModelCard.Adapter("first-token-scale", "1.5", null, null)))), 0, 0, 4)),
            Map.entry("endpoint-state-fusion", new EndpointState(List.of(new ModelCard("up", "other", 1_310_000, 512, 448, "ee", "ready", null,
                    null, new ModelCard.Fusion("emulated-fine-tuning 1.0", List.of("large", "polite", "small")))), 0, 0, 4)),
            Map.entry("inference-completed-adapters", new InferenceCompleted("req-1", "tenant-a", "failed", "deadline_exceeded",
                    new Usage(31, 12), REPORT, 8.5, 120.25, AT).named("sluice-large:sort")),
            Map.entry("canary-report", new CanaryReport("sort", AT, new CanaryReport.Arm("2", 20, 6, 4, 0.5),
                    new CanaryReport.Arm("1", 80, 1, 0, null), 316.5, 200, 0.75, 0.0, "errors: it failed")),
            Map.entry("endpoint-state-copy", new EndpointState(List.of(new ModelCard("sluice-large", "large", 1_050_000, 512, 448, "ff",
                    "ready", null, null, null, new ModelCard.Shape(5, 128, 4, 32, 2, 384), "bb")), 0, 0, 4)),
            Map.entry("endpoint-state-resident", new EndpointState(List.of(), 0, 0, 4, List.of("sluice-large:sort@2", "sluice-large:sort@1"))),
            Map.entry("inspect-request", new InspectRequest("req-1", "tenant-a", "sluice-small", null, "A city:", null,
                    new InspectRequest.Attention(List.of(0, 1), null, InspectRequest.Rows.ALL),
                    new InspectRequest.Hidden(null, null), 30_000)),
            Map.entry("inspect-answer", new InspectAnswer("sluice-small", "aa", List.of(1, 7), List.of("<bos>", "é"), 1,
                    List.of(new InspectAnswer.AttentionRow(0, 1, 1, List.of(0.5f, 0.25f, 0.25f))),
                    List.of(new InspectAnswer.HiddenRow(3, 1, List.of(-1.5f, 0.125f))))),
            Map.entry("likelihood-request", new LikelihoodRequest("req-1", "selection", "sluice-large:sort@2",
                    List.of(new LikelihoodRequest.Passage("Sort: b a", "a b"), new LikelihoodRequest.Passage(null, "a b")), true, true, 30_000L)),
            Map.entry("likelihood-answer", new LikelihoodAnswer("sluice-large:sort@2", "aa",
                    List.of(new LikelihoodAnswer.Likelihood(3, -1.25), new LikelihoodAnswer.Likelihood(0, null)))),
            Map.entry("selection-result", new SelectionResult("cc", "dd", 10, 10, Map.of(), 0, 0, 0.5, Map.of("conditional", "small:cond-1@1"))),
            Map.entry("training-job-data-set", new TrainingJob("cond-1", "cond-1", "sluice-small", "bb", "lora", null,
                    TrainingJob.DataReference.dataSet("ab".repeat(32), "selection job s-1", List.of("cc", "dd")), 7, new TrainingJob.Budget(300, null),
                    Map.of("row-characters", "600"), List.of())),
            Map.entry("adapter-upload", Adapters.UPLOAD),
            Map.entry("adapter-summary", Adapters.SUMMARY),
            Map.entry("adapter-diff", Adapters.DIFF),
            Map.entry("adapter-canary", new AdapterCommand.StartCanary(20, List.of("tenant-a"))),
            Map.entry("adapter-choose", new AdapterCommand.Choose("1")),
            Map.entry("adapter-rollback", new AdapterCommand.RollBack("2", "errors")),
            Map.entry("calibration-request", new CalibrationRequest(Policy.ENTROPY, EntropyRule.CURRENT, 0.95, 0.9, "final", 120,
                    List.of(new LabelledPrompt("2+2=", "4")), 1)),
            Map.entry("calibration-job", new CalibrationJob("cal-2", "published", 1280, 1280, null, "published", PUBLISHED)),
            Map.entry("calibration-job-short", new CalibrationJob("cal-3", "not_enough_labels", 24, 24, 640, "640 labels needed", null))), Workflows.merged(Workflows.MESSAGES, Workflows.merged(Selections.MESSAGES,
            Workflows.merged(Pipelines.MESSAGES, Comparisons.MESSAGES))));

    private Samples() {
    }
}
