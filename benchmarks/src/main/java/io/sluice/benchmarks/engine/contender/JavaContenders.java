package io.sluice.benchmarks.engine.contender;

import io.sluice.inference.kernel.KernelThreads;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the contenders that are JVMs: with this JVM's flags, which are the platform's, and its class path. */
public final class JavaContenders {

    private final Path logs;
    private final List<String> sluiceFlags;
    private int started;

    /**
     * @param logs        folder for what the processes write besides their answers
     * @param sluiceFlags further flags of Sluice's JVM
     */
    public JavaContenders(Path logs, List<String> sluiceFlags) {
        this.logs = logs;
        this.sluiceFlags = List.copyOf(sluiceFlags);
    }

    public ContenderProcess sluice(int threads) throws ContenderFailedException {
        List<String> flags = new ArrayList<>(sluiceFlags);
        flags.add("-D" + KernelThreads.PROPERTY + "=" + threads);
        return start("sluice", flags);
    }

    public ContenderProcess jlama() throws ContenderFailedException {
        return start("jlama", List.of("-Djlama.force_panama_tensor_operations=true"));
    }

    /** Reads memory and nothing else. */
    public ContenderProcess memory() throws ContenderFailedException {
        return start("memory", List.of());
    }

    private ContenderProcess start(String name, List<String> flags) throws ContenderFailedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")).forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ContenderMain.class.getName(), name));
        return ContenderProcess.start(name, command, Path.of("").toAbsolutePath(), logs.resolve("%s-%03d.log".formatted(name, ++started)));
    }
}
