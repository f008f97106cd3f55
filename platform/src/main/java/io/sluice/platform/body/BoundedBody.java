package io.sluice.platform.body;

import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A request's body in memory, bounded in size and in the time that it may take to arrive. */
public final class BoundedBody {

    private BoundedBody() {
    }

    /**
     * Empty where the request has none. Fails with 413 {@code request_too_large}, before anything is read where the length was
     * told, or 408 {@code request_timeout}.
     *
     * @param limit in bytes, as they were sent
     */
    public static Mono<byte[]> read(ServerWebExchange exchange, int limit, Duration patience) {
        if (exchange.getRequest().getHeaders().getContentLength() > limit) {
            return Mono.error(tooLarge(limit));
        }
        return DataBufferUtils.join(exchange.getRequest().getBody(), limit)
                .map(BoundedBody::drain)
                .timeout(patience)
                .onErrorMap(TimeoutException.class, slow ->
                        SluiceException.user(408, "request_timeout", "the request body did not arrive in time", null));
    }

    /** 413. */
    public static SluiceException tooLarge(int limit) {
        return SluiceException.user(413, "request_too_large", "the request body may hold at most " + limit + " bytes", null);
    }

    private static byte[] drain(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
