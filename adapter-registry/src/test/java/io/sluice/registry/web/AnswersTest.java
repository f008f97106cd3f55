package io.sluice.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.platform.error.SluiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private static final String FULL = "No space left on device";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFullDiskIsToldHoweverItShows(int way) {
        Exception fault = switch (way) {
            case 0 -> new IOException(FULL);
            case 1 -> new FileSystemException("file", null, FULL);
            default -> new UncheckedIOException(new IOException(FULL));
        };

        assertThat(Answers.diskFault(fault)).isInstanceOfSatisfying(SluiceException.class, told -> {
            assertThat(told.status()).isEqualTo(507);
            assertThat(told.code()).isEqualTo("disk_full");
        });
    }

    @Test
    void otherFaultsStayWhatTheyAre() {
        IOException broken = new IOException("Input/output error");

        assertThat(Answers.diskFault(broken)).isSameAs(broken);
    }
}
