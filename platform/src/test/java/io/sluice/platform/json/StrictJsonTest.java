package io.sluice.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.platform.error.FailureMapping;
import io.sluice.platform.error.SluiceException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class StrictJsonTest {

    private enum Word {
        SOME
    }

    private record Body(@Nullable Integer count, @Nullable Double ratio, @Nullable Boolean flag, @Nullable Word word, @Nullable List<Long> seeds,
            @Nullable Map<String, String> settings) {
    }

    private final JsonMapper mapper = StrictJson.forCallers(StrictJson.configure(JsonMapper.builder())).build();

    @ParameterizedTest
    @ValueSource(strings = {"\"count\":\"\"", "\"count\":\" \"", "\"count\":\"1\"", "\"count\":true", "\"ratio\":\"\\u0000\"", "\"flag\":1",
        "\"flag\":\" \"", "\"word\":0", "\"word\":\"\"", "\"seeds\":\"\"", "\"seeds[0]\":1", "\"settings\":\"\""})
    void whatACallerWroteInAnotherFormIsNotGuessed(String field) {
        String name = field.substring(1, field.indexOf('"', 1));
        assertThatThrownBy(() -> mapper.readValue("{" + field + "}", Body.class)).isInstanceOfSatisfying(JacksonException.class, refused -> {
            SluiceException told = FailureMapping.of(refused);
            assertThat(told.status()).isEqualTo(400);
            assertThat(told.param()).isEqualTo(name);
        });
    }

    @Test
    void settingsMayBeWrittenAsNumbers() {
        assertThat(mapper.readValue("{\"settings\":{\"noise\":0,\"form\":\"\"},\"count\":null}", Body.class))
                .isEqualTo(new Body(null, null, null, null, null, Map.of("noise", "0", "form", "")));
    }
}
