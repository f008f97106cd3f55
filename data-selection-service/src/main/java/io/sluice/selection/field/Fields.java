package io.sluice.selection.field;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what a request may leave out, each with its range. */
public final class Fields {

    private Fields() {
    }

    public static int count(String field, @Nullable Integer given, int usual, int min, int max) throws BadField {
        int value = given == null ? usual : given;
        if (value < min || value > max) {
            throw new BadField(field, "has to be a whole number from " + min + " to " + max);
        }
        return value;
    }

    /** A share: 0 to 1. */
    public static double share(String field, @Nullable Double given, double usual) throws BadField {
        double value = given == null ? usual : given;
        if (!(value >= 0 && value <= 1)) {
            throw new BadField(field, "has to be from 0 to 1");
        }
        return value + 0.0;
    }

    /** One of a few words, taken as the constant of that name, {@code mixed-sequential} for {@code MIXED_SEQUENTIAL}. */
    public static <E extends Enum<E>> E word(String field, @Nullable String given, E usual) throws BadField {
        if (given == null) {
            return usual;
        }
        for (E constant : usual.getDeclaringClass().getEnumConstants()) {
            if (label(constant).equals(given)) {
                return constant;
            }
        }
        List<String> all = Arrays.stream(usual.getDeclaringClass().getEnumConstants()).map(Fields::label).toList();
        throw new BadField(field, "has to be one of " + String.join(", ", all));
    }

    /** As requests and rows name it. */
    public static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
