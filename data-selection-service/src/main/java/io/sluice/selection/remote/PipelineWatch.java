package io.sluice.selection.remote;

import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.Pipeline.Progress;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.selection.local.Console;
import io.sluice.selection.remote.ServiceClient.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A pipeline told to a person until it has ended: a line for each step that is done, and how far the one is that is not. Looked at twice a
 * second; a service that does not answer is waited for, a minute at most.
 */
final class PipelineWatch {

    private final ServiceClient client;
    private final PrintStream out;
    private final Console console;
    private final Clock clock;
    private final Map<PipelineStep, String> told = new EnumMap<>(PipelineStep.class);

    /** @param console for what is told of steps that take their time */
    PipelineWatch(ServiceClient client, PrintStream out, Console console, Clock clock) {
        this.client = client;
        this.out = out;
        this.console = console;
        this.clock = clock;
    }

    /** @throws IOException where the service does not answer for too long */
    Pipeline toItsEnd(String id) throws IOException, InterruptedException, RefusedException {
        while (true) {
            Pipeline seen = client.patiently(() -> {
                Pipeline now = client.pipeline(id);
                for (Pipeline.Step step : now.steps()) {
                    tell(now, step);
                }
                return now;
            });
            if (seen.status().ended()) {
                console.clear();
                return seen;
            }
            ServiceClient.pause();
        }
    }

    private void tell(Pipeline pipeline, Pipeline.Step step) throws IOException, InterruptedException {
        if (step.begunAt() == null) {
            return;
        }
        if (step.endedAt() != null) {
            String took = String.format(Locale.ROOT, " after %.1f s", Duration.between(step.begunAt(), step.endedAt()).toMillis() / 1000.0);
            once(step, step.progress().name().toLowerCase(Locale.ROOT) + took + came(pipeline, step));
        } else {
            running(step, Math.max(0, Duration.between(step.begunAt(), clock.instant()).toMillis() / 1000.0));
        }
    }

    private void once(Pipeline.Step step, String line) {
        if (!line.equals(told.put(step.step(), line))) {
            console.clear();
            console.begin();
            out.printf(Locale.ROOT, "%-8s %s%n", name(step), line);
            out.flush();
        }
    }

    private static String name(Pipeline.Step step) {
        return step.step().name().toLowerCase(Locale.ROOT);
    }

    /** What a step that is done came to, in a word. */
    private static String came(Pipeline pipeline, Pipeline.Step step) {
        if (step.progress() != Progress.DONE) {
            return "";
        }
        return switch (step.step()) {
            case CHECK, CANARY -> "";
            case SELECT -> pipeline.selected() == null ? "" : ": " + pipeline.selected().selected() + " rows";
            case TRAIN -> pipeline.candidate() == null ? "" : ": " + pipeline.request().adapter() + "@" + pipeline.candidate().version();
            case JUDGE -> switch (pipeline.judgement()) {
                case null -> "";
                case Judgement.Better it -> ": better";
                case Judgement.NoBetter it -> ": no better";
                case Judgement.WorseElsewhere it -> ": worse elsewhere";
            };
            case PROMOTE -> ": it answers";
        };
    }

    private void running(Pipeline.Step step, double seconds) throws IOException, InterruptedException {
        Optional<JsonNode> work = switch (step.step()) {
            case SELECT -> client.find("/jobs/" + step.reference()).map(job -> job.path("progress"));
            case TRAIN -> client.find("/trainings/" + step.reference());
            default -> Optional.empty();
        };
        String unit = step.step() == PipelineStep.SELECT ? "shards" : "steps";
        long done = work.map(job -> job.path(unit.equals("shards") ? "shards_done" : "step").asLong(0)).orElse(0L);
        long all = work.map(job -> job.path(unit).asLong(0)).orElse(0L);
        // What stood in the way stays told until the step is done.
        if (done > 0 && all > 0) {
            console.progress(name(step), done, all, done + " of " + all + " " + unit + ", " + Console.duration(seconds));
        } else if (step.waiting() != null && all == 0) {
            once(step, "waits: " + step.waiting());
        } else {
            console.busy(name(step), seconds);
        }
    }
}
