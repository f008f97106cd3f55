package io.sluice.standalone.up;

import io.sluice.standalone.launch.Running;
import java.nio.file.Path;
import java.util.Locale;

/** What a user needs to know once everything runs. */
final class Welcome {

    /** In the words of a task that the shipped models learned. */
    static final String QUESTION = "Add: 274+458";

    private Welcome() {
    }

    static String text(Running running, Path data) {
        String key = running.apiKey().orElse("YOUR_KEY");
        String base = running.gatewayUri().toString();
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%nSluice is ready after %.1f s.%n%n", running.startTime().toMillis() / 1000.0));
        running.warnings().forEach(warning -> text.append("WARNING: ").append(warning).append(System.lineSeparator()));
        line(text, "gateway", base + "/v1");
        line(text, "router-service", running.addresses().router().toString());
        line(text, "inference-service", running.addresses().inference().toString());
        line(text, "adapter-registry", running.addresses().registry().toString());
        line(text, "workflow-service", running.addresses().workflow().toString());
        line(text, "data-selection", running.addresses().selection().toString());
        line(text, "kafka", running.addresses().kafka());
        line(text, "redis", running.addresses().redis().toString());
        line(text, "data and logs", data.toString());
        line(text, "API key", running.apiKey().orElse("not kept here: " + data.resolve("api-key") + " was removed"));
        line(text, "admin key", running.adminKey().orElse("not kept here: " + data.resolve("admin-key") + " was removed"));
        text.append(String.format("%nTry it:%n%n"));
        text.append("curl -sS ").append(base).append("/v1/chat/completions -H 'Authorization: Bearer ").append(key)
                .append("' -H 'Content-Type: application/json' -d '{\"model\":\"sluice-auto\",\"messages\":"
                        + "[{\"role\":\"user\",\"content\":\"" + QUESTION + "\"}]}'");
        text.append(String.format("%n%nor ./sluice chat in another terminal. Ctrl-C stops everything."));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("  %-18s %s%n", name, value));
    }
}
