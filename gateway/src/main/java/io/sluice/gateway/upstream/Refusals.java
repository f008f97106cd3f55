package io.sluice.gateway.upstream;

import io.sluice.platform.error.ErrorBody;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Mono;

/** A service's refusals as the caller's: mistakes are told as they are, failures without their details. */
record Refusals(String service) {

    <T> Mono<T> of(ClientResponse response) {
        int status = response.statusCode().value();
        return response.bodyToMono(ErrorBody.class)
                .switchIfEmpty(Mono.error(() -> status < 500 && response.request().getMethod() == HttpMethod.HEAD ? unsaid(status) : failed()))
                .flatMap(failure -> Mono.error(refusal(status, failure)));
    }

    /** The answer to HEAD has no body to tell why. */
    private SluiceException unsaid(int status) {
        return SluiceException.user(status, "refused", "the " + service + " refused this", null);
    }

    /** JSON may leave out what the record says is there. */
    @SuppressWarnings("ConstantConditions")
    private SluiceException refusal(int status, ErrorBody failure) {
        ErrorBody.Detail detail = failure.error();
        if (detail == null || detail.code() == null || detail.message() == null) {
            return failed();
        }
        if (status == 429) {
            return SluiceException.capacity(429, detail.code(), detail.message(), Duration.ofSeconds(1));
        }
        if (status == 507) {
            return new SluiceException(ErrorKind.EXTERNAL, 507, detail.code(), detail.message(), detail.param(), null);
        }
        return status < 500
                ? SluiceException.user(status, detail.code(), detail.message(), detail.param())
                : new SluiceException(ErrorKind.EXTERNAL, 503, detail.code(), detail.message(), detail.param(), Duration.ofSeconds(1));
    }

    SluiceException failed() {
        return SluiceException.external(502, service + "_failed", "the " + service + " failed");
    }
}
