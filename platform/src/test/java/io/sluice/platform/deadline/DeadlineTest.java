package io.sluice.platform.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {

    private static final Duration STANDARD = Duration.ofSeconds(60);
    private static final Duration MOST = Duration.ofMinutes(10);

    @Test
    void aCallerWhoSaysNothingGetsTheStandard() {
        assertThat(Deadline.parse(null, STANDARD, MOST)).isEqualTo(STANDARD);
    }

    @Test
    void aWishIsGrantedUpToTheMost() {
        assertThat(Deadline.parse("250", STANDARD, MOST)).isEqualTo(Duration.ofMillis(250));
        assertThat(Deadline.parse("999999999999", STANDARD, MOST)).isEqualTo(MOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-5", "1.5", "soon", "99999999999999999999"})
    void anythingElseNamesTheHeader(String header) {
        assertThatThrownBy(() -> Deadline.parse(header, STANDARD, MOST)).isInstanceOfSatisfying(SluiceException.class,
                failure -> {
                    assertThat(failure.status()).isEqualTo(400);
                    assertThat(failure.param()).isEqualTo(Deadline.HEADER);
                });
    }
}
