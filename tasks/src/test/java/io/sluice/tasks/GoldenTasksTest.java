package io.sluice.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The shipped models, adapters and thresholds were made of these very tasks. A digest changes only with a change of data
 * that is meant, and then the models are trained again.
 */
class GoldenTasksTest {

    @ParameterizedTest
    @CsvSource({
        "mix, 5be8b32d2a2f2202",
        "mirror, 4f59b1fa0c5d4981",
        "descend, a286a5970a9c19c6",
        "rotate, eb6325ff63ae9d51",
        "tail, 680ac8babb4e8ca9",
        "double, 4742cf043abee0ef",
        "swap, 3a697182e10d9c35",
        "min, 040e5f2286e69a52",
        "even, 68eed4dd41de6e8c",
        "shorthand, 865bae4e2bbfe7ec",
        "order, 4071b1f9f3aa719a",
        "change, e4fc7a04d61fe336",
        "stock, 92c73004b6c88988",
        "prices, 64c9aa77ae790613",
        "payer, 2afe72a93701896a",
        "enough, 87ad01212139f0fc",
        "cell, f3715584804e8a6b",
        "solver, a457e2ec38c72fe4",
        "verifier, a9aaf0b8b684a460",
        "rewriter, c2b12bbd35003028",
        "multi-step, 64a71757f65c2f1c",
    })
    void aSeedDrawsTheTasksThatItAlwaysDrew(String name, String digest) throws NoSuchAlgorithmException {
        MessageDigest tasks = MessageDigest.getInstance("SHA-256");
        for (Split split : Split.values()) {
            TaskGenerator generator = name.equals("mix") ? new TaskGenerator(7, split) : TaskGenerator.ofSkill(name, 7, split);
            for (int i = 0; i < 500; i++) {
                tasks.update((generator.next() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(HexFormat.of().formatHex(tasks.digest())).startsWith(digest);
    }
}
