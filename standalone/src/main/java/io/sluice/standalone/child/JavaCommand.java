package io.sluice.standalone.child;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a child JVM: this JVM's own {@code java}, the given class path in the environment (it is longer
 * than some systems allow an argument to be), and flags that keep a small server small.
 */
public final class JavaCommand {

    private JavaCommand() {
    }

    /** Memory and compiler flags come first, so that {@code flags} may override them. */
    public static List<String> of(List<String> flags, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Djava.awt.headless=true"));
        command.addAll(flags);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
