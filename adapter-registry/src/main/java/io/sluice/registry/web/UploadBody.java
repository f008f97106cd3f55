package io.sluice.registry.web;

import io.sluice.registry.artifact.Archives;
import io.sluice.registry.artifact.StagedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.codec.multipart.Part;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A request's body into a staged folder, through a file, with a bound that holds while the bytes arrive. */
public final class UploadBody {

    /** What a form or an archive may add to the files. */
    static final long FRAME_BYTES = 1 << 20;

    private final Scheduler disk;
    private final long bytesMax;

    public UploadBody(Scheduler disk, long bytesMax) {
        this.disk = disk;
        this.bytesMax = bytesMax;
    }

    Mono<Void> receive(ServerWebExchange exchange, StagedFolder folder) {
        MediaType type = exchange.getRequest().getHeaders().getContentType();
        if (type != null && type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA)) {
            AtomicLong seen = new AtomicLong();
            return exchange.getMultipartData()
                    .flatMapIterable(parts -> parts.values().stream().flatMap(List::stream).toList())
                    .concatMap(part -> save(part.content(), folder.incoming(), seen).then(blocking(() -> {
                        try (InputStream in = Files.newInputStream(folder.incoming())) {
                            folder.add(name(part), in);
                        }
                        Files.delete(folder.incoming());
                    })))
                    .then();
        }
        return save(exchange.getRequest().getBody(), folder.incoming(), new AtomicLong()).then(blocking(() -> {
            Archives.unpack(folder.incoming(), folder);
            Files.delete(folder.incoming());
        }));
    }

    private static String name(Part part) {
        return part instanceof FilePart file && !file.filename().isEmpty() ? file.filename() : part.name();
    }

    private Mono<Void> save(Flux<DataBuffer> content, Path file, AtomicLong seen) {
        Flux<DataBuffer> bounded = content.doOnNext(buffer -> {
            if (seen.addAndGet(buffer.readableByteCount()) > bytesMax + FRAME_BYTES) {
                DataBufferUtils.release(buffer);
                throw StagedFolder.tooLarge(bytesMax);
            }
        });
        return DataBufferUtils.write(bounded, file).subscribeOn(disk);
    }

    private Mono<Void> blocking(DiskWork work) {
        return Mono.<Void>fromCallable(() -> {
            work.run();
            return null;
        }).subscribeOn(disk);
    }

    @FunctionalInterface
    private interface DiskWork {
        void run() throws IOException;
    }
}
