package io.sluice.workflow.agent;

import com.google.re2j.Pattern;
import io.sluice.workflow.step.StepRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** What of a step is the same in every attempt: keys of its effects, seeds of its calls; and its place in the run's trace. */
record StepKeys(StepRequest request) {

    private static final Pattern TRACEPARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    String idempotencyKey(String effect) {
        return sha256(request.run() + "|" + request.step() + "|" + effect);
    }

    /** Not negative, as upstreams want it; a function of the step's seed and the call's number. */
    int seed(int call) {
        return new SplittableRandom(request.seed() + 0x9E3779B97F4A7C15L * (call + 1)).nextInt() & Integer.MAX_VALUE;
    }

    /** Of the attempt's span; ids that follow from the step where it has none. */
    String traceparent() {
        String given = request.traceparent();
        return given != null && TRACEPARENT.matches(given) ? given : "00-" + sha256("trace|" + request.run()).substring(0, 32) + "-"
                + sha256("span|" + request.run() + "|" + request.step() + "|" + request.attempt()).substring(0, 16) + "-01";
    }

    String traceId() {
        return traceparent().substring(3, 35);
    }

    String spanId() {
        return traceparent().substring(36, 52);
    }

    /** The same for all calls of a step. */
    String requestId() {
        return "wf-" + sha256(request.run()).substring(0, 16) + "-" + request.step();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
