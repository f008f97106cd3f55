package io.sluice.e2e.harness;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A running platform as its users and operators meet it. */
public final class Platform implements AutoCloseable {

    /** Requests per minute that {@link #limitedKey} may send. */
    public static final int LIMITED_REQUESTS = 2;

    private static final Duration CALIBRATION_LIMIT = Duration.ofSeconds(60);

    public URI gateway() {
        throw new UnsupportedOperationException();
    }

    public URI v1() {
        return gateway().resolve("/v1");
    }

    public String key() {
        throw new UnsupportedOperationException();
    }

    public String limitedKey() {
        throw new UnsupportedOperationException();
    }

    public Api api() {
        return Api.withKey(gateway(), key());
    }

    public Api admin() {
        throw new UnsupportedOperationException();
    }

    public EventLog events() {
        throw new UnsupportedOperationException();
    }

    public int running() {
        throw new UnsupportedOperationException();
    }

    public String metrics(String service) {
        throw new UnsupportedOperationException();
    }

    public JsonNode calibrate(Object request) {
        throw new UnsupportedOperationException();
    }

    public Answer awaitAnswer(Ask ask, Predicate<Answer> wanted) {
        return Await.until("an answer as wanted", Duration.ofSeconds(5), () -> Answer.of(api().chat(ask)), wanted);
    }

    public int tokenId(Ask ask, int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
    }
}
