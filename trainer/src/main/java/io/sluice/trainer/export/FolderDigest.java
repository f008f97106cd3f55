package io.sluice.trainer.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What identifies a model folder: SHA-256 over its configuration, tokenizer and weights, for each file in the order of
 * names its name, a line feed, its length, a line feed and its bytes. The inference-service tells the same of a served model.
 */
public final class FolderDigest {

    private static final List<String> TEXTS = List.of(
            "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "sluice.json");

    private FolderDigest() {}

    /** Hex. */
    public static String of(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> TEXTS.contains(name(file)) || name(file).endsWith(".safetensors"))
                    .sorted((a, b) -> name(a).compareTo(name(b)))
                    .toList();
        }
        return of(files);
    }

    /** The same over files of these names, which have to be there. */
    public static String of(Path folder, List<String> names) throws IOException {
        return of(names.stream().sorted().map(folder::resolve).toList());
    }

    private static String of(List<Path> files) throws IOException {
        MessageDigest digest = sha256();
        for (Path file : files) {
            digest.update((name(file) + "\n" + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
