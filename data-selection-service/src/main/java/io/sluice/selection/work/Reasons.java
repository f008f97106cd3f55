package io.sluice.selection.work;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many records were set aside for which reason, in words. */
public final class Reasons {

    private Reasons() {
    }

    /** {@code in_target 3, not_json 1,024}. */
    public static String text(Map<String, Long> counts) {
        return new TreeMap<>(counts).entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%s %,d", each.getKey(), each.getValue())).collect(Collectors.joining(", "));
    }
}
