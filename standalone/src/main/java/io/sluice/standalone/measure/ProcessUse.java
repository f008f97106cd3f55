package io.sluice.standalone.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process has taken so far, read from {@code /proc}.
 *
 * @param role         {@code launcher}, {@code kafka}, ...
 * @param residentKibi resident memory; pages that processes share count in each of them
 * @param cpu          processor time, user and system
 */
public record ProcessUse(String role, long residentKibi, Duration cpu) {

    /** A process and all that it started. */
    static List<ProcessUse> tree(ProcessHandle root) throws IOException {
        List<ProcessUse> all = new ArrayList<>();
        for (ProcessHandle process : Stream.concat(Stream.of(root), root.descendants()).toList()) {
            Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
            if (Files.isReadable(status)) {
                long kibi = Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
                all.add(new ProcessUse(role(process), kibi, process.info().totalCpuDuration().orElse(Duration.ZERO)));
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
