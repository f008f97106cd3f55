package io.sluice.selection.local;

import io.sluice.selection.selector.Knob;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.catalog.Selectors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Selectors and knobs for a person who chooses among them. */
final class SelectorList {

    private SelectorList() {
    }

    static String text() {
        StringBuilder text = new StringBuilder();
        for (Selector selector : Selectors.all()) {
            Selector.About about = selector.about();
            text.append(about.name()).append("  ").append(about.meaning()).append('\n');
            if (!about.needs().isEmpty()) {
                text.append("    needs ").append(needs(about).stream().collect(Collectors.joining(", "))).append('\n');
            }
            for (Knob knob : about.knobs()) {
                text.append(String.format(Locale.ROOT, "    --set %s=%s  %s; %s%n", knob.name(), usual(knob), knob.meaning(), knob.range()));
            }
        }
        return text.toString();
    }

    static String json() {
        List<Map<String, Object>> all = Selectors.all().stream().map(selector -> {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("name", selector.name());
            each.put("meaning", selector.about().meaning());
            each.put("needs", needs(selector.about()));
            each.put("knobs", selector.about().knobs().stream().map(knob ->
                    Map.of("name", knob.name(), "usual", knob.usual(), "range", knob.range(), "meaning", knob.meaning())).toList());
            return each;
        }).toList();
        return JsonMapper.builder().build().writeValueAsString(all) + "\n";
    }

    private static List<String> needs(Selector.About about) {
        return about.needs().stream().sorted().map(need -> need.name().toLowerCase(Locale.ROOT)).toList();
    }

    private static String usual(Knob knob) {
        return knob.usual() instanceof Double number && number == Math.rint(number) ? Long.toString(number.longValue()) : knob.usual().toString();
    }
}
