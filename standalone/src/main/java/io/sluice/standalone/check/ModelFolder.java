package io.sluice.standalone.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A Hugging Face folder, looked at from the outside: the inference-service judges what is in the files. */
public record ModelFolder(String flag, Path path) {

    private static final List<String> NEEDED = List.of("config.json", "tokenizer.json");

    public Optional<Problem> problem() {
        if (!Files.isDirectory(path)) {
            return Optional.of(new Problem("There is no model folder " + path + " (" + flag
                    + "): give a Hugging Face folder, or fetch one with ./sluice pull OWNER/NAME."));
        }
        List<String> missing = NEEDED.stream().filter(name -> !Files.isRegularFile(path.resolve(name))).toList();
        if (!missing.isEmpty()) {
            return Optional.of(new Problem("The model folder " + path + " (" + flag + ") lacks " + String.join(" and ", missing) + "."));
        }
        if (weightBytes() == 0) {
            return Optional.of(new Problem("The model folder " + path + " (" + flag + ") has no .safetensors file."));
        }
        return Optional.empty();
    }

    /** Size of the weight files. */
    public long weightBytes() {
        try (var files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(".safetensors")).mapToLong(ModelFolder::size).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
