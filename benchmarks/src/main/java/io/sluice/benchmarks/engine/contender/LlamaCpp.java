package io.sluice.benchmarks.engine.contender;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * llama.cpp, as the npm package {@code node-llama-cpp} brings it for this platform, in a folder outside the repository.
 * Packages for graphics cards are left out, and no install script runs.
 */
public sealed interface LlamaCpp {

    /** Pinned: the script calls the package's inner bindings. */
    String VERSION = "3.22.1";

    /** @param command starts the contender in {@code folder} */
    record Installed(Path folder, List<String> command) implements LlamaCpp {
    }

    /** It can't be measured here. */
    record Missing(String reason) implements LlamaCpp {
    }

    /**
     * Finds or installs it.
     *
     * @param folder   is made when it is not there
     * @param progress hears what takes time
     */
    static LlamaCpp in(Path folder, Consumer<String> progress) throws IOException {
        String platform = platform();
        if (platform.isEmpty()) {
            return new Missing("node-llama-cpp has no binaries for " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        }
        if (Installation.output(List.of("node", "--version"), folder).isEmpty()) {
            return new Missing("there is no node on the PATH; Node.js 20 or newer with npm is needed (for example: apt install nodejs npm)");
        }
        Files.createDirectories(folder);
        if (!Files.isRegularFile(folder.resolve("node_modules/node-llama-cpp/package.json"))
                || !Files.readString(folder.resolve("node_modules/node-llama-cpp/package.json")).contains("\"version\": \"" + VERSION + "\"")) {
            progress.accept("installing node-llama-cpp " + VERSION + " in " + folder);
            String problem = Installation.install(folder, platform);
            if (!problem.isEmpty()) {
                return new Missing(problem);
            }
        }
        Path script = folder.resolve("llama-contender.mjs");
        try (InputStream source = LlamaCpp.class.getResourceAsStream("/engine/llama-contender.mjs")) {
            Files.copy(Objects.requireNonNull(source, "llama-contender.mjs"), script, StandardCopyOption.REPLACE_EXISTING);
        }
        return new Installed(folder, List.of("node", script.getFileName().toString()));
    }

    private static String platform() {
        String arch = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            default -> "";
        };
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (arch.isEmpty()) {
            return "";
        }
        return system.contains("linux") ? "linux-" + arch
                : system.contains("mac") ? arch.equals("x64") ? "mac-x64" : "mac-arm64-metal" : "";
    }

    /** Calls of npm and node. */
    final class Installation {

        private static final long SECONDS_MAX = 300;

        private Installation() {
        }

        /** @return what went wrong, empty if nothing did */
        private static String install(Path folder, String platform) throws IOException {
            Files.writeString(folder.resolve("package.json"), "{\"private\": true}\n");
            Path log = folder.resolve("npm-install.log");
            List<String> command = new ArrayList<>(List.of("npm", "install", "--omit=optional", "--ignore-scripts",
                    "--no-audit", "--no-fund", "--save-exact", "node-llama-cpp@" + VERSION, "@node-llama-cpp/" + platform + "@" + VERSION));
            try {
                Process npm = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                        .redirectOutput(log.toFile()).start();
                if (!npm.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                    npm.destroyForcibly();
                    return "npm install did not end within " + SECONDS_MAX + " s; its output is in " + log;
                }
                return npm.exitValue() == 0 ? "" : "npm install failed with status " + npm.exitValue() + "; its output is in " + log;
            } catch (IOException e) {
                return "there is no npm on the PATH: " + e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "npm install was interrupted";
            }
        }

        /** What a short command prints; empty when there is no such command or it fails. */
        private static String output(List<String> command, Path folder) {
            try {
                Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
                String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                return process.waitFor() == 0 ? text.strip() : "";
            } catch (IOException e) {
                return "";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "";
            }
        }
    }
}
