package io.sluice.platform.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String GOOD = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";

    private final RandomGenerator random = new Random(1);

    private TraceContext trace(String requestId, String traceparent) {
        return TraceContext.of(requestId, Tracing.off(random).follow("GET", SpanKind.SERVER, traceparent), random);
    }

    @Test
    void keepsTheTraceAndItsFlagsAndDrawsASpanOfItsOwn() {
        TraceContext trace = trace("request-1", GOOD);

        assertThat(trace.requestId()).isEqualTo("request-1");
        assertThat(trace.traceId()).isEqualTo(TRACE_ID);
        assertThat(trace.traceparent()).matches("00-" + TRACE_ID + "-[0-9a-f]{16}-01").isNotEqualTo(GOOD);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-" + TRACE_ID + "-0000000000000000-01",
        "ff-" + TRACE_ID + "-00f067aa0ba902b7-01", "00-" + TRACE_ID + "-00f067aa0ba902b7", "00-" + TRACE_ID + "-00f067aa0ba902b7-01-x",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "00-" + TRACE_ID + "-00f067aa0ba902b7-01\r\nX: y"})
    void whatIsNotATraceStartsANewOne(String header) {
        TraceContext trace = trace("request-1", header);

        assertThat(trace.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}").doesNotContain(TRACE_ID);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"short", "with blank in it", "line\r\nbreak12", "ümlaut-12345", "../../etc/passwd"})
    void aRequestIdThatIsNotSaneIsReplaced(String id) {
        assertThat(trace(id, GOOD).requestId()).matches("[0-9a-f]{32}");
    }

    @Test
    void aRequestIdIsNotLongerThanItsBound() {
        assertThat(trace("a".repeat(64), GOOD).requestId()).hasSize(64);
        assertThat(trace("a".repeat(65), GOOD).requestId()).matches("[0-9a-f]{32}");
    }
}
