package io.sluice.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.platform.error.SluiceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineFailureTest {

    @ParameterizedTest
    @CsvSource({"user,invalid_request,400", "user,context_length_exceeded,400", "user,incompatible_models,400",
        "user,unsupported_format,400", "user,max_tokens_too_small,400", "user,format_too_costly,400", "user,model_not_found,404",
        "capacity,overloaded,503", "capacity,kv_exhausted,503", "capacity,out_of_memory,503", "capacity,slow_consumer,503",
        "capacity,shutting_down,503", "external,upstream_failed,502", "external,deadline_exceeded,504",
        "internal,deadline_exceeded,504", "internal,hook_failed,500", "internal,broken_logits,500", "internal,engine_failure,500",
        "a-kind-of-a-later-version,strange,500"})
    void aKindHasItsStatusAndKeepsItsCode(String kind, String code, int status) {
        SluiceException failure = EngineFailure.of(new GenerateEvent.Failed(kind, code, "why", null));
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessage("why");
        assertThat(failure.retryAfter() != null).as("may be tried again").isEqualTo(status > 500);
        assertThat(failure.param()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"sampling.topP,top_p", "sampling.logitBias,logit_bias", "maxTokens,max_tokens", "choices,n", "promptTokens,prompt",
        "messages,messages", "plan.small,model", "plan.large,model", "plan.policy,sluice.policy", "topLogprobs,top_logprobs", "plan.dials.minRun,sluice.min_run", "plan.dials.threshold,sluice.threshold"})
    void aFieldHasItsPublicName(String field, String param) {
        assertThat(EngineFailure.of(new GenerateEvent.Failed("user", "invalid_value", "why", field)).param()).isEqualTo(param);
    }
}
