package io.sluice.benchmarks.workflow.desk;

import io.sluice.benchmarks.adapter.AdapterDesk;
import io.sluice.inference.engine.ModelLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The committed pair with the committed role adapters. */
public final class ShippedModels {

    public static final String SMALL = "sluice-small";
    public static final String LARGE = "sluice-large";

    private ShippedModels() {
    }

    /** @param models the repository's {@code models}; adapters are its {@code adapters/NAME} */
    public static AdapterDesk open(Path models) throws IOException {
        AdapterDesk desk = new AdapterDesk(ModelLoader.load(models.resolve(LARGE), LARGE), List.of(ModelLoader.load(models.resolve(SMALL), SMALL)));
        try (Stream<Path> folders = Files.list(models.resolve("adapters"))) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                desk.activate(folder.getFileName().toString(), folder);
            }
            return desk;
        } catch (IOException | RuntimeException broken) {
            desk.close();
            throw broken;
        }
    }
}
