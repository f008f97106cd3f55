package io.sluice.trainer.adapter;

import io.sluice.trainer.export.FolderDigest;
import io.sluice.trainer.export.ModelFolder;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.ModelShape;
import io.sluice.trainer.model.ParameterLayout;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The frozen model.
 *
 * @param name   of its folder, by which workers serve it
 * @param digest of its folder, as workers tell it
 */
public record Base(String name, String digest, ModelShape shape, float[] weights) {

    public static Base read(Path folder) throws IOException {
        try (LlamaModel model = ModelFolder.read(folder)) {
            String name = folder.toAbsolutePath().normalize().getFileName().toString();
            return new Base(name, FolderDigest.of(folder), model.shape(), model.weights());
        }
    }

    ParameterLayout layout() {
        return new ParameterLayout(shape);
    }
}
