package io.sluice.standalone.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to start.
 *
 * @param data      folder that outlives the run
 * @param small     Hugging Face folder of the small model
 * @param large     Hugging Face folder of the large model
 * @param bind      address of the gateway; everything else stays on loopback
 * @param heapMiB   of the JVM that holds the models; empty: from the size of their weights
 * @param aot       folder with start caches; empty: start without
 * @param settings  more settings ({@code key=value}) for every service; they win over the launcher's own
 */
public record Options(
        Path data, Path small, Path large, Form form, String bind, Ports ports, Optional<Integer> heapMiB,
        Optional<Path> aot, List<String> settings) {

    public static final String LOOPBACK = "127.0.0.1";

    public Options {
        settings = List.copyOf(settings);
        if (small.getFileName() == null || small.getFileName().equals(large.getFileName())) {
            throw new IllegalArgumentException("models are named after their folders, and these are both named " + small.getFileName());
        }
        for (String setting : settings) {
            if (setting.indexOf('=') < 1) {
                throw new IllegalArgumentException("a setting is KEY=VALUE, not '" + setting + "'");
            }
        }
    }

    /**
     * A model as its callers name it: by the name of its folder.
     *
     * @param role {@code small} or {@code large}
     */
    public record Model(String name, String role, Path path) {
    }

    public List<Model> models() {
        return List.of(new Model(small.getFileName().toString(), "small", small), new Model(large.getFileName().toString(), "large", large));
    }

    /** Standard ports, one JVM, loopback. */
    public static Options of(Path data, Path small, Path large) {
        return new Options(data, small, large, Form.FLAT, LOOPBACK, Ports.STANDARD, Optional.empty(), Optional.empty(), List.of());
    }

    public Options withForm(Form other) {
        return new Options(data, small, large, other, bind, ports, heapMiB, aot, settings);
    }

    public Options withPorts(Ports other) {
        return new Options(data, small, large, form, bind, other, heapMiB, aot, settings);
    }

    public Options withBind(String other) {
        return new Options(data, small, large, form, other, ports, heapMiB, aot, settings);
    }

    public Options withHeapMiB(Optional<Integer> other) {
        return new Options(data, small, large, form, bind, ports, other, aot, settings);
    }

    public Options withAot(Path folder) {
        return new Options(data, small, large, form, bind, ports, heapMiB, Optional.of(folder), settings);
    }

    public Options withSettings(List<String> other) {
        return new Options(data, small, large, form, bind, ports, heapMiB, aot, other);
    }
}
