package io.sluice.contracts.adapter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A base model under adapters, as callers name it: {@code BASE:NAME}, {@code BASE:NAME@VERSION}, or a weighted sum,
 * {@code BASE:ONE@1*0.7+OTHER*0.3}. Without a version the registry's state chooses it; without a weight it is 1.
 * {@code BASE:auto} leaves it to a selector.
 *
 * @param parts at least one, each adapter once
 */
public record AdaptedName(String base, List<Part> parts) {

    /** What a name looks like, for messages. */
    public static final String RULE = "BASE:NAME, BASE:NAME@VERSION, or several with weights, as BASE:ONE@1*0.7+OTHER*0.3";
    public static final int PARTS_MAX = 8;
    /** In place of an adapter's name: whichever suits the prompt. No adapter has this name. */
    public static final String AUTO = "auto";
    public static final int LENGTH_MAX = 1024;

    private static final char BEHIND_BASE = ':';
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    private static final Pattern PART =
            Pattern.compile("(" + NAME + ")(?:@(" + NAME + "))?(?:\\*(-?[0-9]{1,3}(?:\\.[0-9]{1,6})?))?");

    /**
     * @param version version or alias; absent: whichever answers the tenant
     * @param weight  what the adapter's change is multiplied by, -999.999999..999.999999
     */
    public record Part(String name, @Nullable String version, double weight) {

        @Override
        public String toString() {
            return name + (version == null ? "" : "@" + version) + (weight == 1 ? "" : "*" + plain(weight));
        }

        private static String plain(double weight) {
            return BigDecimal.valueOf(weight).stripTrailingZeros().toPlainString();
        }
    }

    public AdaptedName {
        parts = List.copyOf(parts);
    }

    /** Whether it is to be read as one of these; other names are those of models themselves. */
    public static boolean isAdapted(String model) {
        return model.indexOf(BEHIND_BASE) > 0;
    }

    /** Whether a selector shall choose the adapters. */
    public static boolean isAuto(String model) {
        return isAdapted(model) && model.substring(model.indexOf(BEHIND_BASE) + 1).equals(AUTO);
    }

    /** The model that a name is about, which is the name itself where there is no adapter. */
    public static String baseOf(String model) {
        return isAdapted(model) ? model.substring(0, model.indexOf(BEHIND_BASE)) : model;
    }

    /** @throws IllegalArgumentException when it is none; the message says what is wrong */
    public static AdaptedName parse(String model) {
        if (!isAdapted(model) || model.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("must be " + RULE + ", of at most " + LENGTH_MAX + " characters");
        }
        String base = baseOf(model);
        if (base.codePoints().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw new IllegalArgumentException("must be " + RULE + ", without blanks");
        }
        List<Part> parts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String each : model.substring(base.length() + 1).split("\\+", -1)) {
            Matcher part = PART.matcher(each);
            if (!part.matches()) {
                throw new IllegalArgumentException("must be " + RULE);
            }
            if (!seen.add(part.group(1))) {
                throw new IllegalArgumentException("names an adapter twice");
            }
            parts.add(new Part(part.group(1), part.group(2), part.group(3) == null ? 1 : Double.parseDouble(part.group(3))));
        }
        if (parts.size() > PARTS_MAX) {
            throw new IllegalArgumentException("names more than " + PARTS_MAX + " adapters");
        }
        if (seen.contains(AUTO) && !isAuto(model)) {
            throw new IllegalArgumentException("has auto beside something else, and it stands for all of it: " + base + BEHIND_BASE + AUTO);
        }
        return new AdaptedName(base, parts);
    }

    /** One adapter as it is. */
    public boolean isPlain() {
        return parts.size() == 1 && parts.getFirst().weight() == 1;
    }

    @Override
    public String toString() {
        return base + BEHIND_BASE + parts.stream().map(Part::toString).collect(Collectors.joining("+"));
    }
}
