package io.sluice.router.web;

import io.sluice.contracts.calibration.CalibrationJob;
import io.sluice.contracts.calibration.CalibrationRequest;
import io.sluice.contracts.event.CalibrationPublished;
import io.sluice.platform.error.SluiceException;
import io.sluice.router.calibration.job.CalibrationJobs;
import io.sluice.router.calibration.job.CalibrationJobs.Start;
import io.sluice.router.routing.CalibrationsInForce;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Fits thresholds to a quality floor, and shows those in force. */
@RestController
class CalibrationController {

    private static final Duration BUSY_RETRY = Duration.ofSeconds(30);

    /** What a list shows: jobs of this replica, and the calibrations that routing uses. */
    record Calibrations(List<CalibrationJob> jobs, List<CalibrationPublished> inForce) {
    }

    private final CalibrationJobs jobs;
    private final CalibrationsInForce inForce;

    CalibrationController(CalibrationJobs jobs, CalibrationsInForce inForce) {
        this.jobs = jobs;
        this.inForce = inForce;
    }

    @PostMapping("/calibrations")
    @ResponseStatus(HttpStatus.ACCEPTED)
    CalibrationJob start(@RequestBody CalibrationRequest request) {
        return switch (jobs.start(request)) {
            case Start.Started started -> started.job();
            case Start.Busy busy -> throw SluiceException.capacity(429, "calibration_running",
                    "calibration " + busy.runningId() + " is running; wait for it or cancel it", BUSY_RETRY);
            case Start.Refused refused -> throw SluiceException.invalid(refused.reason().field(), "invalid_value", refused.reason().message());
            case Start.NoPair none -> throw SluiceException.external(503, "no_endpoint", none.message());
        };
    }

    @GetMapping("/calibrations")
    Calibrations list() {
        return new Calibrations(jobs.list(), inForce.list());
    }

    @GetMapping("/calibrations/{id}")
    CalibrationJob find(@PathVariable String id) {
        return jobs.find(id)
                .or(() -> inForce.list().stream().filter(each -> each.calibrationId().equals(id)).findFirst().map(CalibrationController::elsewhere))
                .orElseThrow(() -> unknown(id));
    }

    /** A calibration in force whose job ran in another replica, or before a restart. */
    private static CalibrationJob elsewhere(CalibrationPublished event) {
        return new CalibrationJob(event.calibrationId(), "published", event.labels(), event.labels(), null, "in force", event);
    }

    @DeleteMapping("/calibrations/{id}")
    CalibrationJob cancel(@PathVariable String id) {
        return jobs.cancel(id).orElseThrow(() -> unknown(id));
    }

    private static SluiceException unknown(String id) {
        return SluiceException.user(404, "calibration_not_found", "there is no calibration of that id here", "id");
    }
}
