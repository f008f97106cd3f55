package io.sluice.standalone.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Resident memory of a process and all that it started, read from {@code /proc}. */
final class ResidentMemory {

    private ResidentMemory() {
    }

    /** Kibibytes by process, named by its role; pages that processes share count in each of them. */
    static Map<String, Long> tree(ProcessHandle root) throws IOException {
        Map<String, Long> all = new LinkedHashMap<>();
        for (ProcessHandle process : Stream.concat(Stream.of(root), root.descendants()).toList()) {
            Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
            if (Files.isReadable(status)) {
                long kibi = Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
                all.put(role(process) + " " + process.pid(), kibi);
            }
        }
        return all;
    }

    private static String role(ProcessHandle process) throws IOException {
        String command = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline")).replace('\0', ' ');
        if (command.contains("BrokerMain")) {
            return "kafka";
        }
        if (command.contains("ServiceMain")) {
            String services = command.substring(command.indexOf("ServiceMain") + "ServiceMain".length());
            long count = Stream.of(services.split(" ")).filter(word -> !word.isEmpty() && !word.startsWith("--")).count();
            return count > 1 ? "services" : services.strip().split(" ")[0];
        }
        if (command.contains("redis-server")) {
            return "redis";
        }
        return command.contains("sluice-guard") ? "guard" : "launcher";
    }
}
