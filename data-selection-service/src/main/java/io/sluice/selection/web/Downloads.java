package io.sluice.selection.web;

import io.sluice.platform.error.SluiceException;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSetStore;
import io.sluice.selection.dataset.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Files as answers, read as fast as the caller takes them. A caller who takes nothing costs what lies ready for it, some 1 MiB, so there are
 * at most so many at once, and one who takes nothing for too long is cut off.
 */
public final class Downloads {

    private static final MediaType JSON_LINES = MediaType.parseMediaType("application/jsonl");
    /** The server asks for 128 of them at a time, and holds what the caller does not take. */
    private static final int CHUNK = 1 << 13;
    private static final int LOOKS = 4;
    private static final Duration BUSY_RETRY = Duration.ofSeconds(2);
    private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

    private final DataSetStore store;
    private final Scheduler disk;
    private final int atOnce;
    private final Duration patience;
    private final AtomicInteger running = new AtomicInteger();

    /**
     * @param atOnce   further ones get 429
     * @param patience after which a caller who takes nothing is cut off
     */
    public Downloads(DataSetStore store, Scheduler disk, int atOnce, Duration patience) {
        this.store = store;
        this.disk = disk;
        this.atOnce = atOnce;
        this.patience = patience;
    }

    /** All records of a set. */
    Mono<Void> send(ServerWebExchange exchange, DataSet set) {
        return Mono.defer(() -> {
            head(exchange, set.digest(), set.digest() + ".jsonl");
            exchange.getResponse().getHeaders().setContentLength(set.bytes());
            return send(exchange, () -> rows(set));
        });
    }

    /**
     * @param digest of the bytes
     * @param open   called when they are asked for
     */
    Mono<Void> send(ServerWebExchange exchange, String digest, String file, Callable<InputStream> open) {
        return Mono.defer(() -> {
            head(exchange, digest, file);
            return send(exchange, open);
        });
    }

    private static void head(ServerWebExchange exchange, String digest, String file) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.setETag('"' + digest + '"');
        headers.set(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"");
    }

    /** JSON lines; fails with 429 where as many are on their way as may be. */
    Mono<Void> send(ServerWebExchange exchange, Callable<InputStream> open) {
        return Mono.defer(() -> {
            if (running.incrementAndGet() > atOnce) {
                running.decrementAndGet();
                exchange.getResponse().getHeaders().clear();
                return Mono.error(SluiceException.capacity(429, "too_many_downloads", "too many downloads at once", BUSY_RETRY));
            }
            return written(exchange.getResponse(), open).doFinally(end -> running.decrementAndGet());
        });
    }

    /** Ends when the caller has all of it, not when all of it was read. */
    private Mono<Void> written(ServerHttpResponse response, Callable<InputStream> open) {
        AtomicLong taken = new AtomicLong(System.nanoTime());
        Flux<DataBuffer> body = DataBufferUtils.readInputStream(open, BUFFERS, CHUNK).subscribeOn(disk)
                .doOnNext(chunk -> taken.set(System.nanoTime()));
        Mono<Long> silence = Flux.interval(patience.dividedBy(LOOKS)).onBackpressureDrop()
                .filter(tick -> System.nanoTime() - taken.get() > patience.toNanos()).next();
        response.getHeaders().setContentType(JSON_LINES);
        return response.writeWith(body).timeout(silence).onErrorResume(TimeoutException.class, stalled -> cut(response));
    }

    /** What was written already waits for a caller who takes nothing, so the connection can't end well. */
    private static Mono<Void> cut(ServerHttpResponse response) {
        if (ServerHttpResponseDecorator.getNativeResponse(response) instanceof HttpServerResponse answer) {
            answer.withConnection(Connection::dispose);
        }
        return Mono.empty();
    }

    private InputStream rows(DataSet set) throws IOException {
        return Channels.newInputStream(store.open(set.digest(), Part.ROWS).orElseThrow(() -> new IOException("the data set is gone")));
    }
}
