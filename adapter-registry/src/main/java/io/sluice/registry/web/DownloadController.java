package io.sluice.registry.web;

import io.sluice.contracts.adapter.AdapterDiff;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.registry.artifact.ArtifactStore;
import io.sluice.registry.artifact.Sha256;
import io.sluice.registry.artifact.TarDownload;
import io.sluice.registry.diff.VersionDiff;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Bytes of versions, and what differs between two of them. */
@RestController
class DownloadController {

    private static final int CHUNK = 1 << 16;
    private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

    private final Adapters adapters;
    private final ArtifactStore store;
    private final VersionDiff diff;
    private final Scheduler disk;

    DownloadController(Adapters adapters, ArtifactStore store, VersionDiff diff, Scheduler disk) {
        this.adapters = adapters;
        this.store = store;
        this.diff = diff;
        this.disk = disk;
    }

    /** Any file by its digest: for workers, which know the digest from the manifest and check what they get. */
    @GetMapping("/blobs/{sha256}")
    Mono<ResponseEntity<Flux<DataBuffer>>> blob(@PathVariable String sha256) {
        if (!Sha256.valid(sha256)) {
            throw SluiceException.user(404, "blob_not_found", "a digest is 64 lower-case hexadecimal digits", "sha256");
        }
        return Mono.fromCallable(() -> store.get(sha256)).subscribeOn(disk)
                .map(found -> answer(sha256, found.orElseThrow(() ->
                        SluiceException.user(404, "blob_not_found", "the store holds nothing of that digest", "sha256"))));
    }

    @GetMapping("/adapters/{name}/versions/{version}/files/{file}")
    Mono<ResponseEntity<Flux<DataBuffer>>> file(@PathVariable String name, @PathVariable String version, @PathVariable String file) {
        Optional<AdapterManifest.File> wanted = adapters.version(name, version).manifest().files().stream()
                .filter(each -> each.name().equals(file)).findFirst();
        String sha256 = wanted.orElseThrow(() -> SluiceException.user(404, "file_not_found", "the version has no file of that name", "file"))
                .sha256();
        return Mono.fromCallable(() -> store.get(sha256)).subscribeOn(disk)
                .map(found -> answer(sha256, found.orElseThrow(DownloadController::lost)));
    }

    /** The folder as a tar, the same bytes each time. */
    @GetMapping("/adapters/{name}/versions/{version}/archive")
    Mono<ResponseEntity<Flux<DataBuffer>>> archive(@PathVariable String name, @PathVariable String version) {
        AdapterManifest manifest = adapters.version(name, version).manifest();
        return Mono.fromCallable(() -> TarDownload.complete(manifest, store)).subscribeOn(disk).map(complete -> {
            if (!complete) {
                throw lost();
            }
            Executor writer = task -> disk.schedule(task);
            return ResponseEntity.ok()
                    .contentType(MediaType.parseMediaType("application/x-tar"))
                    .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + manifest.name() + "-" + manifest.version() + ".tar\"")
                    .eTag('"' + manifest.digest() + '"')
                    .body(Flux.from(DataBufferUtils.outputStreamPublisher(
                            out -> TarDownload.write(manifest, store, out), BUFFERS, writer, CHUNK)));
        });
    }

    @GetMapping("/adapters/{name}/diff")
    Mono<AdapterDiff> diff(@PathVariable String name, @RequestParam String from, @RequestParam String to) {
        AdapterManifest before = adapters.version(name, from).manifest();
        AdapterManifest after = adapters.version(name, to).manifest();
        return Mono.fromCallable(() -> diff.of(before, after)).subscribeOn(disk).map(found -> found.orElseThrow(DownloadController::lost));
    }

    private static ResponseEntity<Flux<DataBuffer>> answer(String sha256, ArtifactStore.Content content) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(content.bytes())
                .eTag('"' + sha256 + '"')
                .header(HttpHeaders.CACHE_CONTROL, "max-age=31536000, immutable")
                .body(DataBufferUtils.readInputStream(content::stream, BUFFERS, CHUNK));
    }

    private static SluiceException lost() {
        return new SluiceException(ErrorKind.EXTERNAL, 503, "artifact_missing",
                "the artifact store does not hold the version's files; bring the store back or upload the same files again", null, null);
    }
}
