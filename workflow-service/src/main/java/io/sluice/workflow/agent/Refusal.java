package io.sluice.workflow.agent;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What an upstream's answer other than 2xx means. */
final class Refusal {

    /** OpenAI's error body; anything else that an upstream writes may hold what it was sent. */
    private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"([a-z][a-z0-9_]{0,63})\"");
    private static final int LOOKED_AT = 4096;

    private Refusal() {
    }

    static UpstreamException of(int status, String body) {
        Matcher matcher = CODE.matcher(body.substring(0, Math.min(body.length(), LOOKED_AT)));
        String why = "the upstream answered " + status + (matcher.find() ? " (" + matcher.group(1) + ")" : "");
        return switch (status) {
            case 401, 403 -> new UpstreamException(status, "upstream_unauthorized", why, false);
            case 408, 504 -> new UpstreamException(status, "upstream_timeout", why, true);
            case 429 -> new UpstreamException(status, "upstream_limited", why, true);
            default -> status >= 500 ? new UpstreamException(status, "upstream_failed", why, true)
                    : new UpstreamException(status, "upstream_refused", why, false);
        };
    }

    /** How long the upstream asks to wait: {@code retry-after-ms}, or {@code retry-after} in seconds or as a date. */
    static Optional<Duration> wait(HttpHeaders headers, Clock clock) {
        Optional<Duration> millis = headers.firstValue("retry-after-ms").flatMap(text -> number(text, 1e6));
        return millis.isPresent() ? millis : headers.firstValue("retry-after").flatMap(text -> {
            Optional<Duration> seconds = number(text, 1e9);
            return seconds.isPresent() ? seconds : until(text, clock);
        });
    }

    private static Optional<Duration> number(String text, double nanos) {
        try {
            double value = Double.parseDouble(text.strip());
            return value >= 0 && value < 1e8 ? Optional.of(Duration.ofNanos((long) (value * nanos))) : Optional.empty();
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> until(String date, Clock clock) {
        try {
            Duration wait = Duration.between(clock.instant(), ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }
}
