package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import io.sluice.inference.decoding.constraint.regex.Regex;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Patterns for the formats of JSON Schema. Each holds only texts that are valid in the format's own standard, though not
 * always all of them: no leap seconds, years 1000 to 9999, addresses and URIs of ASCII in their common forms.
 */
final class Formats {

    private static final String DATE = "(?:[1-9]\\d{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])"
            + "|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))"
            + "|(?:[1-9]\\d(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)-02-29)";
    private static final String TIME =
            "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";
    private static final String NUMBER = "\\d{1,6}";
    private static final String CLOCK = "T(?:" + NUMBER + "H(?:" + NUMBER + "M(?:" + NUMBER + "S)?)?|" + NUMBER + "M(?:"
            + NUMBER + "S)?|" + NUMBER + "S)";
    private static final String DAYS =
            NUMBER + "Y(?:" + NUMBER + "M(?:" + NUMBER + "D)?)?|" + NUMBER + "M(?:" + NUMBER + "D)?|" + NUMBER + "D";
    private static final String DURATION = "P(?:" + NUMBER + "W|(?:" + DAYS + ")(?:" + CLOCK + ")?|" + CLOCK + ")";
    private static final String LABEL = "[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,20}){0,1}";
    private static final String HOST = "(?:" + LABEL + "\\.){0,4}[A-Za-z][A-Za-z0-9]{0,20}(?:-[A-Za-z0-9]{1,20}){0,1}";
    private static final String EMAIL = "[A-Za-z0-9_+-]{1,30}(?:\\.[A-Za-z0-9_+-]{1,30}){0,1}@(?:" + LABEL + "\\.){1,2}(?:com|org|net|edu|io)";
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final String IPV4 = OCTET + "(?:\\." + OCTET + "){3}";
    private static final String LETTER = "[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}";
    private static final String QUERY = "(?:\\?(?:" + LETTER + "|[/?])*)?(?:#(?:" + LETTER + "|[/?])*)?";
    private static final String PATH = "(?:/(?:" + LETTER + ")*)*" + QUERY;
    private static final String URI = "(?:https?|ftp|wss?)://(?:" + HOST + "|" + IPV4 + ")(?::[1-9]\\d{0,3})?" + PATH
            + "|file:///(?:" + LETTER + ")+" + PATH + "|mailto:" + EMAIL;
    private static final String REFERENCE = URI + "|/(?:(?:" + LETTER + ")+" + PATH + ")?";
    private static final String POINTER = "(?:/(?:[A-Za-z0-9._-]|~[01])*)*";
    private static final String HEX = "[0-9a-fA-F]";
    private static final String UUID = HEX + "{8}-" + HEX + "{4}-" + HEX + "{4}-" + HEX + "{4}-" + HEX + "{12}";

    private static final Map<String, String> PATTERNS = Map.ofEntries(
            Map.entry("date", DATE),
            Map.entry("time", TIME),
            Map.entry("date-time", DATE + "T" + TIME),
            Map.entry("duration", DURATION),
            Map.entry("email", EMAIL),
            Map.entry("idn-email", EMAIL),
            Map.entry("hostname", HOST),
            Map.entry("idn-hostname", HOST),
            Map.entry("ipv4", IPV4),
            Map.entry("ipv6", ipv6()),
            Map.entry("uri", URI),
            Map.entry("iri", URI),
            Map.entry("uri-reference", REFERENCE),
            Map.entry("iri-reference", REFERENCE),
            Map.entry("uri-template", URI),
            Map.entry("uuid", UUID),
            Map.entry("json-pointer", POINTER),
            Map.entry("relative-json-pointer", "(?:0|[1-9]\\d{0,3})(?:#|" + POINTER + ")"));

    private static final Set<String> REMARKS = Set.of(
            "int32", "int64", "uint32", "uint64", "float", "double", "decimal", "password", "binary", "byte");

    private static final Map<String, Language> COMPILED = new ConcurrentHashMap<>();

    private Formats() {}

    /** Whether the format says nothing that a text could break (names of OpenAPI for widths and displays). */
    static boolean isRemark(String name) {
        return REMARKS.contains(name);
    }

    /** @return null when the format is not known */
    static @Nullable Language find(String name) {
        String pattern = PATTERNS.get(name);
        return pattern == null ? null : COMPILED.computeIfAbsent(pattern, text -> Regex.whole(text, new Work()));
    }

    /** Eight groups, or l groups, {@code ::} and r groups with l + r at most 7. */
    private static String ipv6() {
        String group = "[0-9a-fA-F]{1,4}";
        StringBuilder all = new StringBuilder("(?:" + group + ":){7}" + group);
        for (int left = 0; left <= 7; left++) {
            String before = left == 0 ? "" : group + "(?::" + group + "){" + (left - 1) + "}";
            int right = 7 - left;
            String after = right == 0 ? "" : "(?:" + group + "(?::" + group + "){0," + (right - 1) + "})?";
            all.append('|').append(before).append("::").append(after);
        }
        return all.toString();
    }
}
