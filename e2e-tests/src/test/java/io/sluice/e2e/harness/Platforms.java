package io.sluice.e2e.harness;

import io.sluice.platform.testing.TestCollector;
import io.sluice.standalone.launch.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** One platform per form for all test classes of a run, started when the first of them asks and closed at the end. */
public final class Platforms implements LauncherSessionListener {

    private static final Map<Form, Platform> SHARED = new EnumMap<>(Form.class);
    private static final Map<Form, Path> DATA = new EnumMap<>(Form.class);
    private static @Nullable ScriptedUpstream upstream;
    private static @Nullable TestCollector collector;

    public static synchronized Platform shared(Form form) {
        return SHARED.computeIfAbsent(form, Platforms::start);
    }

    /** Whom the agents of all shared platforms may name. */
    public static synchronized ScriptedUpstream upstream() {
        ScriptedUpstream started = upstream == null ? ScriptedUpstream.start() : upstream;
        upstream = started;
        return started;
    }

    /** Whom the services that are processes of their own tell their spans. */
    public static synchronized TestCollector collector() {
        TestCollector started = collector == null ? TestCollector.start() : collector;
        collector = started;
        return started;
    }

    private static Platform start(Form form) {
        try {
            Path data = Files.createTempDirectory("sluice-e2e-");
            DATA.put(form, data);
            Platform.Setup setup = Platform.Setup.of(form, data.resolve("data")).set(upstream().setting());
            return Platform.start(form == Form.PROCESSES ? setup.set("sluice.tracing.endpoint=" + collector().endpoint()) : setup,
                    Backbone.ofThisMachine());
        } catch (IOException | StartFailure e) {
            throw new AssertionError("cannot start the platform: " + e.getMessage(), e);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        closeAll();
    }

    private static synchronized void closeAll() {
        SHARED.values().forEach(Platform::close);
        SHARED.clear();
        if (upstream != null) {
            upstream.close();
            upstream = null;
        }
        if (collector != null) {
            collector.close();
            collector = null;
        }
        DATA.values().forEach(Platforms::delete);
        DATA.clear();
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot delete " + folder, e);
        }
    }
}
