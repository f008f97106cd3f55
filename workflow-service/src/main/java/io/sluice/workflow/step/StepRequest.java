package io.sluice.workflow.step;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step that somebody has to do.
 *
 * @param run       identity of the run
 * @param step      number of the step in the run, 0 first; with the run it is the step's idempotency key, whatever the attempt
 * @param attempt   1 first
 * @param tenant    on whose behalf
 * @param workflow  name
 * @param version   of the definition
 * @param agent     who does it
 * @param variables what templates see: {@code input}, the run's other inputs, {@code answer}, {@code verdict},
 *                  {@code output.NAME} of each agent's last output, {@code offered}, and {@code approval}, what a person wrote
 *                  who let this step be done
 * @param journal   effects of this step that are done already, by key: they are not repeated
 * @param deadline  after which nobody waits for it
 * @param seed      of everything random in it
 * @param traceparent W3C, of this attempt's span, in the trace of whoever started the run; absent: it has none
 */
public record StepRequest(
        String run,
        int step,
        int attempt,
        String tenant,
        String workflow,
        int version,
        String agent,
        Map<String, String> variables,
        Map<String, Effect> journal,
        Instant deadline,
        long seed,
        @Nullable String traceparent) {
}
