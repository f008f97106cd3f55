package io.sluice.gateway.openai;

import io.sluice.platform.body.BoundedBody;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.json.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.json.JsonMapper;

/**
 * Request bodies, bounded before they are buffered and bounded again when they unfold. Public bodies are read more
 * strictly than those between services: an unknown field and a number in quotes are errors. Null means absent, also for
 * a field that is not known: clients write out what they leave open.
 */
public final class BodyReader {

    private static final String GZIP = "gzip";

    private final JsonMapper mapper = StrictJson.forCallers(StrictJson.configure(JsonMapper.builder()))
            .addHandler(new NullIsAbsent())
            .build();
    private final int maxBytes;
    private final Duration patience;

    /** @param patience how long a body may take to arrive */
    public BodyReader(int maxBytes, Duration patience) {
        this.maxBytes = maxBytes;
        this.patience = patience;
    }

    private static final class NullIsAbsent extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(DeserializationContext context, JsonParser parser, ValueDeserializer<?> deserializer,
                Object beanOrClass, String name) {
            return parser.currentToken() == JsonToken.VALUE_NULL;
        }
    }

    /** @throws SluiceException 400, 408, 413 or 415, as the error of the Mono */
    public <T> Mono<T> read(ServerWebExchange exchange, Class<T> type) {
        return bytes(exchange, maxBytes).map(bytes -> {
            T body = mapper.readValue(bytes, type);
            if (body == null) {
                throw SluiceException.user(400, "invalid_json", "the request body must be a JSON object", null);
            }
            return body;
        });
    }

    /** The body as it was sent, gzip undone. */
    public Mono<byte[]> bytes(ServerWebExchange exchange, int limit) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase(GZIP) && !encoding.equalsIgnoreCase("identity")) {
            return Mono.error(SluiceException.user(415, "unsupported_encoding", "send the body as it is or gzipped", HttpHeaders.CONTENT_ENCODING));
        }
        return BoundedBody.read(exchange, limit, patience)
                .map(bytes -> GZIP.equalsIgnoreCase(encoding) ? unzip(bytes, limit) : bytes)
                .defaultIfEmpty(new byte[0]);
    }

    private static byte[] unzip(byte[] zipped, int limit) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw BoundedBody.tooLarge(limit);
            }
            return bytes;
        } catch (IOException broken) {
            throw SluiceException.user(400, "invalid_gzip", "the request body is not valid gzip", HttpHeaders.CONTENT_ENCODING);
        }
    }
}
