package io.sluice.e2e.harness;

import io.sluice.trainer.TrainerCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A trainer that waits for jobs, in a process of its own, as {@code ./sluice train worker} starts it. */
public final class Trainer implements AutoCloseable {

    private final Process process;

    private Trainer(Process process) {
        this.process = process;
    }

    /** @param folder for its work, what it fetches and its log */
    public static Trainer start(String kafka, URI registry, URI selection, Path folder) {
        try {
            Process process = JavaProgram.start(TrainerCommand.class.getName(), List.of("worker", "--kafka", kafka,
                    "--registry", registry.toString(), "--selection", selection.toString(),
                    "--models", Objects.requireNonNull(Models.folder(Models.LARGE).getParent()).toString(),
                    "--data", folder.resolve("files").toString(), "--work", folder.resolve("work").toString(), "--checkpoint-every", "10"),
                    folder.resolve("trainer.log"));
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Trainer(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
