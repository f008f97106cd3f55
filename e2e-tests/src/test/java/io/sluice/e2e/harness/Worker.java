package io.sluice.e2e.harness;

import io.sluice.inference.InferenceApplication;
import io.sluice.selection.SelectionApplication;
import io.sluice.workflow.WorkflowApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One more replica of a service beside a platform's own, in a process of its own. */
public final class Worker implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(180);

    private final Process process;
    private final URI address;

    private Worker(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * An inference-service that knows the platform's models, its broker and its registry. Returns when it is ready.
     *
     * @param log      of the process
     * @param settings {@code key=value}, beside those
     */
    public static Worker start(int port, String kafka, URI registry, Path log, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--sluice.kafka.bootstrap-servers=" + kafka,
                "--sluice.inference.adapters.registry=" + registry,
                "--sluice.inference.models[" + Models.SMALL + "].path=" + Models.folder(Models.SMALL),
                "--sluice.inference.models[" + Models.SMALL + "].role=small",
                "--sluice.inference.models[" + Models.LARGE + "].path=" + Models.folder(Models.LARGE),
                "--sluice.inference.models[" + Models.LARGE + "].role=large"));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return start(InferenceApplication.class, port, arguments, log);
    }

    /**
     * A workflow-service of the name {@code second} that shares the runs of the platform's own. Returns when it keeps some.
     *
     * @param folder   for what it keeps and its log
     * @param settings {@code key=value}, beside those
     */
    public static Worker ofWorkflows(int port, Platform platform, Path folder, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--sluice.kafka.bootstrap-servers=" + platform.kafka(),
                "--sluice.workflow.gateway.url=" + platform.v1(),
                "--sluice.workflow.gateway.key-file=" + TestKeys.writeWorkflows(folder.resolve("second-key")),
                "--sluice.workflow.instance=second",
                "--sluice.workflow.directory=" + folder.resolve("second")));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return start(WorkflowApplication.class, port, arguments, folder.resolve("second.log"));
    }

    /**
     * A data-selection-service of the name {@code second} that shares data sets and jobs with the platform's own. Returns when it
     * knows the jobs.
     *
     * @param folder for what it keeps and its log
     */
    public static Worker ofSelection(int port, Platform platform, Path folder) {
        List<String> arguments = List.of(
                "--server.port=" + port,
                "--sluice.kafka.bootstrap-servers=" + platform.kafka(),
                "--sluice.selection.store=" + platform.selectionStore(),
                "--sluice.selection.scratch=" + folder.resolve("scratch"),
                "--sluice.selection.instance=second");
        return start(SelectionApplication.class, port, arguments, folder.resolve("second.log"));
    }

    private static Worker start(Class<?> application, int port, List<String> arguments, Path log) {
        try {
            Process process = JavaProgram.start(application.getName(), arguments, log);
            Worker worker = new Worker(process, URI.create("http://127.0.0.1:" + port));
            Runtime.getRuntime().addShutdownHook(new Thread(worker::kill));
            Await.until("a worker on port " + port + ", whose log is " + log, START_LIMIT, worker::ready);
            return worker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ready() {
        if (!process.isAlive()) {
            throw new AssertionError("the worker ended with " + process.exitValue());
        }
        try {
            return api().get("/actuator/health/readiness").status() == 200;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    public Api api() {
        return new Api(address);
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
