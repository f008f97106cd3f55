package io.sluice.registry.web;

import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.platform.error.SluiceException;
import io.sluice.registry.artifact.StagedFolder;
import io.sluice.registry.catalog.Command;
import io.sluice.registry.catalog.Writing;
import io.sluice.registry.intake.Intake;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** New versions: a folder in PEFT's layout, as a form of files or as an archive, never held in memory. */
@RestController
class UploadController {

    private static final Duration BUSY_RETRY = Duration.ofSeconds(2);

    private final Adapters adapters;
    private final Intake intake;
    private final UploadBody body;
    private final Path staging;
    private final long bytesMax;
    private final Scheduler disk;
    private final Semaphore places;

    UploadController(Adapters adapters, Intake intake, UploadBody body, UploadLimits limits, Scheduler disk) {
        this.adapters = adapters;
        this.intake = intake;
        this.body = body;
        this.staging = limits.staging();
        this.bytesMax = limits.bytesMax();
        this.disk = disk;
        this.places = new Semaphore(limits.atOnceMax());
    }

    @PostMapping("/adapters/{name}/versions")
    Mono<ResponseEntity<AdapterVersion>> upload(@PathVariable String name, ServerWebExchange exchange) {
        if (exchange.getRequest().getHeaders().getContentLength() > bytesMax + UploadBody.FRAME_BYTES) {
            return Mono.error(StagedFolder.tooLarge(bytesMax));
        }
        if (!places.tryAcquire()) {
            return Mono.error(SluiceException.capacity(429, "too_many_uploads", "too many uploads at once", BUSY_RETRY));
        }
        return Mono.usingWhen(Mono.fromCallable(() -> StagedFolder.create(staging, bytesMax)).subscribeOn(disk),
                folder -> body.receive(exchange, folder)
                        .then(Mono.fromCallable(() -> intake.take(name, folder.path())).subscribeOn(disk))
                        .flatMap(add -> adapters.write(exchange, name, add).map(outcome -> answer(name, add, outcome))),
                folder -> Mono.fromRunnable(folder::close).subscribeOn(disk))
                .onErrorMap(Answers::diskFault)
                .doFinally(end -> places.release());
    }

    private static ResponseEntity<AdapterVersion> answer(String name, Command.Add add, Writing.Outcome outcome) {
        AdapterState state = Answers.state(outcome);
        AdapterVersion version = Answers.version(outcome, add);
        URI place = URI.create("/adapters/" + name + "/versions/" + version.manifest().version());
        return (outcome instanceof Writing.Outcome.Written ? ResponseEntity.created(place) : ResponseEntity.ok().location(place))
                .eTag(Adapters.tag(state)).body(version);
    }
}
