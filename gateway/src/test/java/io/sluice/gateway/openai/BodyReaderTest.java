package io.sluice.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sluice.platform.error.FailureMapping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;

class BodyReaderTest {

    private static final int LIMIT = 1000;

    private final BodyReader reader = new BodyReader(LIMIT, java.time.Duration.ofSeconds(5));

    @Test
    void undoesGzip() throws IOException {
        byte[] read = reader.bytes(exchange(zip("{\"a\":1}".getBytes(StandardCharsets.UTF_8)), "gzip"), LIMIT).toFuture().join();
        assertThat(read).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}");
    }

    @Test
    void aBombIsTooLargeBeforeItIsWhole() throws IOException {
        assertThat(status(exchange(zip(new byte[10_000_000]), "gzip"), 100_000)).isEqualTo(413);
    }

    @Test
    void brokenGzipIsABadRequest() {
        assertThat(status(exchange("no gzip".getBytes(StandardCharsets.UTF_8), "gzip"), LIMIT)).isEqualTo(400);
    }

    @Test
    void aDeclaredLengthOverTheLimitIsRefusedUnread() {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/")
                .header(HttpHeaders.CONTENT_LENGTH, "1001")
                .body(Flux.<DataBuffer>error(new IllegalStateException("the body was read"))));
        assertThat(status(exchange, LIMIT)).isEqualTo(413);
    }

    @Test
    void aBodyOfUnknownLengthIsCutAtTheLimit() {
        assertThat(status(exchange(new byte[LIMIT + 1], null), LIMIT)).isEqualTo(413);
    }

    @Test
    void otherEncodingsAreRefused() {
        assertThat(status(exchange(new byte[1], "br"), LIMIT)).isEqualTo(415);
    }

    private int status(MockServerWebExchange exchange, int limit) {
        return FailureMapping.of(catchThrowable(() -> reader.bytes(exchange, limit).toFuture().join())).status();
    }

    private static MockServerWebExchange exchange(byte[] body, @Nullable String encoding) {
        MockServerHttpRequest.BodyBuilder request = MockServerHttpRequest.post("/");
        if (encoding != null) {
            request.header(HttpHeaders.CONTENT_ENCODING, encoding);
        }
        return MockServerWebExchange.from(request.body(Flux.<DataBuffer>just(DefaultDataBufferFactory.sharedInstance.wrap(body))));
    }

    private static byte[] zip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
