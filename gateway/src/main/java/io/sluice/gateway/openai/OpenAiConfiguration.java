package io.sluice.gateway.openai;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.gateway.admission.Admission;
import io.sluice.gateway.upstream.Fingerprints;
import io.sluice.gateway.upstream.InferenceClient;
import io.sluice.gateway.upstream.RouterClient;
import io.sluice.gateway.upstream.WorkflowClient;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The beans of this package, whose types stay in it. */
@Configuration(proxyBeanMethods = false)
class OpenAiConfiguration {

    @Bean
    GatewayMeters gatewayMeters(MeterRegistry meters) {
        return new GatewayMeters(meters);
    }

    @Bean
    AnswerWriter answerWriter(RouterClient router, InferenceClient inference, Fingerprints fingerprints, Admission admission,
            JsonMapper mapper, Clock clock) {
        return new AnswerWriter(new Generation(router, inference, fingerprints), admission, mapper, clock);
    }

    @Bean
    KnownModels knownModels(RouterClient router, KnownAdapters adapters, WorkflowClient workflows, GatewayMeters meters) {
        return new KnownModels(router, adapters, workflows, meters);
    }

    @Bean
    WorkflowWriter workflowWriter(WorkflowClient workflows, Admission admission, JsonMapper mapper, Clock clock) {
        return new WorkflowWriter(workflows, admission, mapper, clock);
    }
}
