package io.sluice.selection.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.training.Trainings;
import io.sluice.selection.training.Trainings.Progress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** How far the trainings are that jobs and pipelines wait for. */
@RestController
class TrainingController {

    private final Trainings trainings;

    TrainingController(Trainings trainings) {
        this.trainings = trainings;
    }

    /**
     * @param status  {@code asked}, {@code running}, {@code done} or {@code ended}
     * @param step    the last that was told; absent unless a trainer is at it
     * @param version of the adapter; absent unless done
     * @param code    why it came to nothing; absent unless it did
     * @param at      when that was told
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(String job, String status, @Nullable Integer step, @Nullable Integer steps, @Nullable String version, @Nullable String code,
            @Nullable String message, Instant at) {
    }

    @GetMapping("/trainings/{job}")
    View find(@PathVariable String job) {
        return switch (trainings.find(job)) {
            case Progress.Unknown unknown -> throw trainings.heardAll()
                    ? SluiceException.user(404, "training_not_found", "nothing was told of a training of that name", "job")
                    : SluiceException.external(503, "catching_up", "the service has not read its event log to the end yet");
            case Progress.Asked(Instant at) -> new View(job, "asked", null, null, null, null, null, at);
            case Progress.Running(int step, int steps, Instant at) -> new View(job, "running", step, steps, null, null, null, at);
            case Progress.Done(var candidate, Instant at) -> new View(job, "done", null, null, candidate.version(), null, null, at);
            case Progress.Ended(String code, String field, String message, Instant at) -> new View(job, "ended", null, null, null, code, message, at);
        };
    }
}
