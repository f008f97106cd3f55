package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Api;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import org.junit.jupiter.api.Test;

/** What operators can plot. */
@InBothForms
class MetricsIT {

    private final Platform platform;

    MetricsIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @Test
    void everyServiceTellsItsNumbers() {
        platform.api().chat(Ask.chat("hi").sluice("policy", "random", "large_share", 0.5)).ok();

        assertThat(metrics(platform.inference())).contains(
                "gen_ai_server_time_to_first_token", "gen_ai_server_time_per_output_token", "sluice_tokens",
                "sluice_switches", "sluice_queue", "sluice_kernel");
        assertThat(metrics(platform.router())).contains("sluice_route", "http_server_requests");
        assertThat(metrics(platform.admin())).contains("sluice_events", "http_server_requests");
    }

    private static String metrics(Api service) {
        return service.get("/actuator/prometheus").ok().body();
    }
}
