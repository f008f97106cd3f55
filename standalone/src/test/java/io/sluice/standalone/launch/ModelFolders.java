package io.sluice.standalone.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that look like models from the outside. */
final class ModelFolders {

    private ModelFolders() {
    }

    /** Four layers, four heads for keys of 32 numbers each, a context of 1024 positions: 4 MiB of keys and values. */
    static Path write(Path folder, int weightBytes) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), """
                {"hidden_size": 256, "num_attention_heads": 8, "num_key_value_heads": 4, "num_hidden_layers": 4,
                 "max_position_embeddings": 1024}
                """);
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        Files.write(folder.resolve("model.safetensors"), new byte[weightBytes]);
        return folder;
    }
}
