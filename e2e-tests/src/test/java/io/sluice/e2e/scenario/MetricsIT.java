package io.sluice.e2e.scenario;

import io.sluice.e2e.harness.Api;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What operators can plot. */
@InBothForms
class MetricsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Platform platform;

    MetricsIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @Test
    void everyServiceTellsItsNumbers() {
        platform.api().chat(Ask.chat("hi").sluice("policy", "random", "large_share", 0.5)).ok();

        tells(platform.inference(), "gen_ai_server_time_to_first_token", "gen_ai_server_time_per_output_token", "sluice_tokens",
                "sluice_switches", "sluice_queue", "sluice_kernel");
        tells(platform.router(), "sluice_route", "http_server_requests");
        tells(platform.admin(), "sluice_events", "http_server_requests");
    }

    /** A request is counted when it is over, which is after its answer. */
    private static void tells(Api service, String... names) {
        Await.until("its metrics tell " + List.of(names), LIMIT, () -> metrics(service), metrics -> Stream.of(names).allMatch(metrics::contains));
    }

    private static String metrics(Api service) {
        return service.get("/actuator/prometheus").ok().body();
    }
}
