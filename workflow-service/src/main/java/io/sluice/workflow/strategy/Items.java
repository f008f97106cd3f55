package io.sluice.workflow.strategy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sluice.platform.json.StrictJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Numbered lists in prompts and answers. */
final class Items {

    private static final Pattern LINE = Pattern.compile("^\\s*\\[?(\\d{1,4})\\]?\\s*[.:)]?\\s+(.*?)\\s*$");
    private static final Pattern CONFIDENCE = Pattern.compile("(?i)^(.*?)\\s*\\((not confident|confident)\\)\\.?$");

    /** @param confident whether the model said so */
    record Answer(String text, boolean confident) {
    }

    private Items() {
    }

    /** A JSON list, or lines. */
    static List<String> read(String text) {
        if (text.strip().startsWith("[")) {
            try {
                JsonNode list = StrictJson.mapper().readTree(text);
                return StreamSupport.stream(list.spliterator(), false).map(each -> each.isString() ? each.asString() : each.toString()).toList();
            } catch (JacksonException lines) {
                return lines(text);
            }
        }
        return lines(text);
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    static String numbered(List<String> items) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            lines.add("[" + (i + 1) + "] " + items.get(i).replace('\n', ' ').replace('\r', ' '));
        }
        return String.join("\n", lines);
    }

    /** By number, of {@code 1..most}; the first line with a number counts. */
    static Map<Integer, String> numbers(String text, int most) {
        Map<Integer, String> byNumber = new HashMap<>();
        text.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.find() && Integer.parseInt(matcher.group(1)) >= 1 && Integer.parseInt(matcher.group(1)) <= most) {
                byNumber.putIfAbsent(Integer.valueOf(matcher.group(1)), matcher.group(2));
            }
        });
        return byNumber;
    }

    static Answer answer(String text) {
        Matcher matcher = CONFIDENCE.matcher(text);
        return matcher.find() ? new Answer(matcher.group(1), matcher.group(2).equalsIgnoreCase("confident")) : new Answer(text, false);
    }
}
