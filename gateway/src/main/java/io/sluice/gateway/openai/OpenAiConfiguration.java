package io.sluice.gateway.openai;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.gateway.admission.Admission;
import io.sluice.gateway.upstream.InferenceClient;
import io.sluice.gateway.upstream.RouterClient;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The beans of this package, whose types stay in it. */
@Configuration(proxyBeanMethods = false)
class OpenAiConfiguration {

    @Bean
    AnswerWriter answerWriter(RouterClient router, InferenceClient inference, Admission admission, MeterRegistry meters,
            JsonMapper mapper, Clock clock) {
        return new AnswerWriter(new Generation(router, inference), admission, new GatewayMeters(meters), mapper, clock);
    }
}
