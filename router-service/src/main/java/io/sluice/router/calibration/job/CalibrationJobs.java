package io.sluice.router.calibration.job;

import io.sluice.contracts.calibration.CalibrationJob;
import io.sluice.contracts.calibration.CalibrationRequest;
import io.sluice.contracts.calibration.LabelledPrompt;
import io.sluice.contracts.event.CalibrationPublished;
import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.Dials;
import io.sluice.platform.event.EventPublisher;
import io.sluice.router.calibration.FloorSearch.Verdict;
import io.sluice.router.endpoint.EndpointRegistry;
import io.sluice.router.endpoint.InferenceClient;
import io.sluice.router.routing.CalibrationsInForce;
import io.sluice.router.routing.Endpoint;
import io.sluice.router.routing.PolicyDefaults;
import io.sluice.router.routing.RouteOutcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Calibrations, one at a time. A finished one stays visible until {@value #KEPT} newer ones came. What counts is the
 * event: a job is {@code published} only after the broker has it, and routing changes when it comes back on the topic.
 */
public final class CalibrationJobs {

    private static final Logger LOG = LoggerFactory.getLogger(CalibrationJobs.class);
    private static final int KEPT = 50;

    private final EndpointRegistry endpoints;
    private final InferenceClient client;
    private final EventPublisher publisher;
    private final CalibrationsInForce calibrations;
    private final PolicyDefaults defaults;
    private final Clock clock;
    private final RandomGenerator ids;
    private final Map<String, CalibrationJob> jobs = new LinkedHashMap<>();
    private @Nullable String runningId;
    private @Nullable Disposable running;

    public CalibrationJobs(EndpointRegistry endpoints, InferenceClient client, EventPublisher publisher,
            CalibrationsInForce calibrations, PolicyDefaults defaults, Clock clock, RandomGenerator ids) {
        this.endpoints = endpoints;
        this.client = client;
        this.publisher = publisher;
        this.calibrations = calibrations;
        this.defaults = defaults;
        this.clock = clock;
        this.ids = ids;
    }

    /** What became of the wish for a calibration. */
    public sealed interface Start {
        record Started(CalibrationJob job) implements Start {
        }

        record Busy(String runningId) implements Start {
        }

        record Refused(RouteOutcome.InvalidDial reason) implements Start {
        }

        record NoPair(String message) implements Start {
        }
    }

    public synchronized Start start(CalibrationRequest request) {
        Optional<RouteOutcome.InvalidDial> invalid = CalibrationCheck.check(request);
        if (invalid.isPresent()) {
            return new Start.Refused(invalid.get());
        }
        if (runningId != null) {
            return new Start.Busy(runningId);
        }
        Optional<Endpoint> endpoint = endpoints.list().stream()
                .filter(each -> each.readyRole("small").isPresent() && each.readyRole("large").isPresent())
                .findFirst();
        if (endpoint.isEmpty()) {
            return new Start.NoPair("no inference-service serves both a small and a large model");
        }
        String id = "cal-" + HexFormat.of().toHexDigits(ids.nextLong());
        CalibrationJob job = new CalibrationJob(id, "running", 0, Certification.planned(request), null, "answering", null);
        remember(job);
        runningId = id;
        running = certify(id, request, endpoint.get())
                .doOnError(failure -> LOG.warn("calibration {} failed: {}", id, failure.toString()))
                .onErrorResume(failure -> Mono.just(end(id, "failed", null, message(failure), null)))
                .doOnNext(this::finish)
                .subscribe();
        return new Start.Started(jobs.getOrDefault(id, job));
    }

    private Mono<CalibrationJob> certify(String id, CalibrationRequest request, Endpoint endpoint) {
        ModelCard small = endpoint.readyRole("small").orElseThrow();
        ModelCard large = endpoint.readyRole("large").orElseThrow();
        AtomicInteger done = new AtomicInteger();
        AnswerRunner runner = new AnswerRunner(client, endpoint.uri(), AnswerGrader.valueOf(request.grader().toUpperCase(Locale.ROOT)),
                request.maxTokens(), id, () -> progress(id, done.incrementAndGet()));
        List<LabelledPrompt> items = new ArrayList<>(request.items());
        Collections.shuffle(items, Random.from(new SplittableRandom(request.seed())));
        Dials base = defaults.dials(request.policy(), request.rule());
        return new Certification(request, items, runner, small.name(), large.name(), base).run()
                .flatMap(result -> conclude(id, request, CalibrationsInForce.pair(small, large), result));
    }

    private Mono<CalibrationJob> conclude(String id, CalibrationRequest request, String pair, Certification.Result result) {
        return switch (result.verdict()) {
            case Verdict.NotEnoughLabels<Certification.Setting> few -> Mono.just(end(id, "not_enough_labels", few.labelsNeeded(),
                    "certifying this floor takes about " + few.labelsNeeded() + " labelled prompts; " + result.labels() + " were usable", null));
            case Verdict.OutOfReach<Certification.Setting> far -> Mono.just(end(id, "floor_out_of_reach", null,
                    String.format(Locale.ROOT, "even the strictest threshold kept only %.3f of the large model's quality", far.counts().ratio()), null));
            case Verdict.Certified<Certification.Setting> certified -> publish(id, event(id, request, pair, result, certified.setting()));
        };
    }

    private CalibrationPublished event(String id, CalibrationRequest request, String pair, Certification.Result result, Certification.Setting setting) {
        return new CalibrationPublished(id, request.policy(), result.dials(), setting.probe(), pair, request.qualityFloor(),
                request.confidence(), result.labels(), setting.accuracy(), result.largeAccuracy(), setting.largeShare(),
                digest(request.items()), clock.instant());
    }

    private Mono<CalibrationJob> publish(String id, CalibrationPublished event) {
        return Mono.fromFuture(() -> publisher.publishDurably(event, null))
                .onErrorMap(away -> new CalibrationFailedException("the broker is away: nothing was published; try again"))
                .then(Mono.fromSupplier(() -> {
                    calibrations.apply(event);
                    return end(id, "published", null, String.format(Locale.ROOT, "threshold %.3f keeps %.1f %% of the large model's accuracy with %.1f %% of its tokens",
                            event.dials().threshold(), 100 * event.accuracy() / event.largeAccuracy(), 100 * event.largeShare()), event);
                }));
    }

    private static String message(Throwable failure) {
        return failure instanceof CalibrationFailedException known ? String.valueOf(known.getMessage())
                : "the inference-service failed (" + failure.getClass().getSimpleName() + ")";
    }

    private synchronized CalibrationJob end(String id, String status, @Nullable Integer needed, String message, @Nullable CalibrationPublished event) {
        CalibrationJob last = jobs.get(id);
        int done = last == null ? 0 : last.done();
        return new CalibrationJob(id, status, done, last == null ? 0 : last.total(), needed, message, event);
    }

    private synchronized void finish(CalibrationJob job) {
        remember(job);
        if (job.id().equals(runningId)) {
            runningId = null;
            running = null;
        }
    }

    private synchronized void progress(String id, int done) {
        jobs.computeIfPresent(id, (key, job) -> job.status().equals("running")
                ? new CalibrationJob(id, "running", done, job.total(), null, job.message(), null) : job);
    }

    private void remember(CalibrationJob job) {
        jobs.put(job.id(), job);
        if (jobs.size() > KEPT) {
            jobs.remove(jobs.keySet().iterator().next());
        }
    }

    public synchronized Optional<CalibrationJob> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    public synchronized List<CalibrationJob> list() {
        return List.copyOf(jobs.values());
    }

    /** Ends a running job; of one that has ended nothing changes. */
    public synchronized Optional<CalibrationJob> cancel(String id) {
        if (id.equals(runningId) && running != null) {
            running.dispose();
            finish(end(id, "cancelled", null, "cancelled", null));
        }
        return find(id);
    }

    private static String digest(List<LabelledPrompt> items) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (LabelledPrompt item : items) {
                sha.update((item.prompt().length() + ":" + item.prompt() + item.answer().length() + ":" + item.answer()).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
