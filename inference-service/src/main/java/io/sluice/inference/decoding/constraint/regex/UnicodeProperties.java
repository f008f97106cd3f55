package io.sluice.inference.decoding.constraint.regex;

import io.sluice.inference.decoding.constraint.automaton.CodePoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** General categories ({@code L}, {@code Lu}, {@code Letter}, {@code gc=Nd}) and scripts ({@code Script=Greek}) as the JDK knows them. */
final class UnicodeProperties {

    private static final List<String> CATEGORIES = List.of(
            "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "", "Zs", "Zl", "Zp", "Cc", "Cf", "",
            "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf");
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("Letter", "L"), Map.entry("Uppercase_Letter", "Lu"), Map.entry("Lowercase_Letter", "Ll"),
            Map.entry("Mark", "M"), Map.entry("Number", "N"), Map.entry("Decimal_Number", "Nd"),
            Map.entry("Punctuation", "P"), Map.entry("Symbol", "S"), Map.entry("Separator", "Z"),
            Map.entry("Space_Separator", "Zs"), Map.entry("Other", "C"), Map.entry("Control", "Cc"),
            Map.entry("punct", "P"), Map.entry("digit", "Nd"), Map.entry("cntrl", "Cc"));

    /** As many as the JDK has names for. */
    private static final Map<String, List<CodePoints>> FOUND = new ConcurrentHashMap<>();

    private UnicodeProperties() {}

    /** @return null when the name is not known */
    static @Nullable List<CodePoints> find(String name) {
        List<CodePoints> known = FOUND.get(name);
        if (known == null) {
            known = search(name);
            if (known != null) {
                FOUND.put(name, known);
            }
        }
        return known;
    }

    private static @Nullable List<CodePoints> search(String name) {
        if (name.equals("Any")) {
            return List.of(new CodePoints(0, Character.MAX_CODE_POINT));
        }
        if (name.equals("ASCII")) {
            return List.of(new CodePoints(0, 0x7F));
        }
        int equals = name.indexOf('=');
        String key = equals < 0 ? "gc" : name.substring(0, equals);
        String value = name.substring(equals + 1);
        return switch (key) {
            case "gc", "General_Category" -> category(NAMES.getOrDefault(value, value));
            case "sc", "Script" -> script(value);
            default -> null;
        };
    }

    private static @Nullable List<CodePoints> category(String name) {
        if (name.isEmpty() || name.length() > 2 || CATEGORIES.stream().noneMatch(each -> each.startsWith(name))) {
            return null;
        }
        boolean[] types = new boolean[CATEGORIES.size()];
        for (int type = 0; type < types.length; type++) {
            types[type] = CATEGORIES.get(type).startsWith(name);
        }
        return where(c -> types[Character.getType(c)]);
    }

    private static @Nullable List<CodePoints> script(String name) {
        try {
            Character.UnicodeScript script = Character.UnicodeScript.valueOf(name.toUpperCase(java.util.Locale.ROOT));
            return where(c -> Character.UnicodeScript.of(c) == script);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static List<CodePoints> where(IntPredicate holds) {
        List<CodePoints> ranges = new ArrayList<>();
        int begin = -1;
        for (int c = 0; c <= Character.MAX_CODE_POINT + 1; c++) {
            boolean in = c <= Character.MAX_CODE_POINT && holds.test(c);
            if (in && begin < 0) {
                begin = c;
            } else if (!in && begin >= 0) {
                ranges.add(new CodePoints(begin, c - 1));
                begin = -1;
            }
        }
        return CodePoints.normalised(ranges);
    }
}
