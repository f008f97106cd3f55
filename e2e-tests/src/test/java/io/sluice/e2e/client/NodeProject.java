package io.sluice.e2e.client;

import io.sluice.e2e.harness.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The Node side of the tests, copied to {@code target/node} and installed there with {@code npm ci} when it changed. */
final class NodeProject {

    private static final List<String> FILES = List.of("package.json", "package-lock.json", ".npmrc", "client.mjs");

    private static Path installed;

    private NodeProject() {
    }

    /** A Node process in the installed project, not yet started. */
    static ProcessBuilder node(String... arguments) {
        Path project = install();
        return new ProcessBuilder(Stream.concat(Stream.of("node"), Stream.of(arguments)).toList()).directory(project.toFile());
    }

    private static synchronized Path install() {
        if (installed != null) {
            return installed;
        }
        Path source = Models.root().resolve("e2e-tests/src/test/node");
        Path target = Models.root().resolve("e2e-tests/target/node");
        try {
            Files.createDirectories(target);
            Path lock = target.resolve("package-lock.json");
            boolean upToDate = Files.isDirectory(target.resolve("node_modules"))
                    && Files.exists(lock) && Files.mismatch(lock, source.resolve("package-lock.json")) == -1;
            for (String file : FILES) {
                Files.copy(source.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            if (!upToDate) {
                run(target, "npm", "ci");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        installed = target;
        return target;
    }

    private static void run(Path folder, String... command) {
        Process process;
        try {
            process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new AssertionError("cannot run " + command[0]
                    + ": the tests of the npm client need Node.js 20 or later with npm on the PATH;"
                    + " install it (Debian: apt-get install nodejs npm) and run the tests again", e);
        }
        try {
            String output = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed: " + output);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
