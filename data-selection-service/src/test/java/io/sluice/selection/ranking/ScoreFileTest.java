package io.sluice.selection.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreFileTest {

    @TempDir
    private Path folder;

    @Test
    void scoresComeBackToTheBit() throws IOException {
        double[] scores = {1.5, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE};
        Path file = folder.resolve("scores");
        Files.write(file, ScoreFile.bytes(scores));
        double[] read = ScoreFile.read(file, 0, scores.length);
        assertThat(ScoreFile.read(file, Double.BYTES, 1)).containsExactly(scores[1]);
        assertThat(read).hasSameSizeAs(scores);
        for (int i = 0; i < scores.length; i++) {
            assertThat(Double.doubleToLongBits(read[i])).isEqualTo(Double.doubleToLongBits(scores[i]));
        }
    }

    @Test
    void aFileThatIsCutIsNoScores() throws IOException {
        Path file = Files.write(folder.resolve("cut"), new byte[12]);
        assertThatThrownBy(() -> ScoreFile.read(file, 0, 2)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ScoreFile.scores(Files.readAllBytes(file))).isInstanceOf(IOException.class);
    }
}
