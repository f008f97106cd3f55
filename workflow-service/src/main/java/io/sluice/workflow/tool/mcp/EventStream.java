package io.sluice.workflow.tool.mcp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Server-sent events of an answer that may still be coming. */
final class EventStream {

    private EventStream() {
    }

    /** The data of every event that is whole. */
    static List<String> data(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n").replace('\r', '\n');
        List<String> all = new ArrayList<>();
        int end;
        for (int start = 0; (end = text.indexOf("\n\n", start)) >= 0; start = end + 2) {
            List<String> lines = new ArrayList<>();
            for (String line : text.substring(start, end).split("\n")) {
                if (line.startsWith("data:")) {
                    lines.add(line.startsWith("data: ") ? line.substring(6) : line.substring(5));
                }
            }
            if (!lines.isEmpty()) {
                all.add(String.join("\n", lines));
            }
        }
        return all;
    }
}
