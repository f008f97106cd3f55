package io.sluice.selection.mixing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** A folder with a JSON file for each. */
public final class FileMixes implements Mixes {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final String ENDING = ".json";

    private final Path folder;

    /** @param root of the store; makes the folder where it is missing */
    public FileMixes(Path root) throws IOException {
        this.folder = Files.createDirectories(root.toAbsolutePath().resolve("mixes"));
    }

    @Override
    public void put(Mix mix) throws IOException {
        Path written = Files.createTempFile(folder, "mix", ".part");
        try {
            Files.write(written, JSON.writeValueAsBytes(mix));
            Files.move(written, file(mix.id()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    @Override
    public Optional<Mix> find(String id) throws IOException {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file(id)), Mix.class));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> ids() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .filter(id -> ID.matcher(id).matches())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public boolean delete(String id) throws IOException {
        return ID.matcher(id).matches() && Files.deleteIfExists(file(id));
    }

    private Path file(String id) {
        return folder.resolve(id + ENDING);
    }
}
