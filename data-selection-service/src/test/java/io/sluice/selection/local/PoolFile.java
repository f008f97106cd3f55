package io.sluice.selection.local;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Pools of made-up words, every tenth row in the target's. */
final class PoolFile {

    private static final int WORDS = 14;

    private PoolFile() {
    }

    static Path pool(Path file, int rows) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < rows; i++) {
                out.write(row(i, i % 10 == 0 ? 50 : 1_000));
            }
        }
        return file;
    }

    static Path target(Path file, int rows) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < rows; i++) {
                out.write(row(-1 - i, 50));
            }
        }
        return file;
    }

    private static String row(int number, int vocabulary) {
        SplittableRandom random = new SplittableRandom(number);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < WORDS; i++) {
            text.append(Long.toString(random.nextInt(vocabulary) * 0x9e3779b9L, 36)).append(' ');
        }
        return "{\"text\": \"" + text.toString().strip() + "\", \"kind\": \"" + (vocabulary == 50 ? "wanted" : "other") + "\"}\n";
    }
}
