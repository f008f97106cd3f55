package io.sluice.selection.web;

import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.field.BadField;
import io.sluice.selection.file.DiskFull;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Outcomes as answers. */
final class Answers {

    private Answers() {
    }

    static Intake.Outcome.Stored stored(Intake.Outcome outcome) {
        return switch (outcome) {
            case Intake.Outcome.Stored stored -> stored;
            case Intake.Outcome.Refused refused -> throw SluiceException.user(422, refused.code(), refused.message(), null);
            case Intake.Outcome.TooLarge large -> throw SluiceException.user(413, "dataset_too_large",
                    "a data set has at most " + large.bytesMax() + " bytes, packed and unpacked", null);
            case Intake.Outcome.NoSpace full -> throw diskFull();
        };
    }

    static SluiceException bad(BadField wrong) {
        return SluiceException.invalid(wrong.field(), "invalid_value", String.valueOf(wrong.getMessage()));
    }

    /** A full disk is told as such; everything else that goes wrong on it is a bug or a broken disk. */
    static Throwable diskFault(Throwable failure) {
        return failure instanceof IOException io && DiskFull.is(io) ? diskFull() : failure;
    }

    private static SluiceException diskFull() {
        return new SluiceException(ErrorKind.EXTERNAL, 507, "disk_full", "the disk of the data sets is full; nothing was stored", null, null);
    }

    /**
     * By its name in lower case; null where there is none.
     *
     * @throws SluiceException 400 naming the field
     */
    static <E extends Enum<E>> @Nullable E word(String field, Class<E> type, @Nullable String text) {
        if (text == null) {
            return null;
        }
        Map<String, E> known = new LinkedHashMap<>();
        EnumSet.allOf(type).forEach(each -> known.put(each.name().toLowerCase(Locale.ROOT), each));
        E found = known.get(text);
        if (found == null) {
            throw SluiceException.invalid(field, "invalid_value", "'" + field + "' has to be one of " + String.join(", ", known.keySet()));
        }
        return found;
    }

    /**
     * What a page of digests ended with; nobody has to have it any more.
     *
     * @throws SluiceException 400
     */
    static void after(@Nullable String digest) {
        if (digest != null && !digest.matches("[0-9a-f]{64}")) {
            throw SluiceException.invalid("after", "invalid_value", "'after' is the 'next' of the page before");
        }
    }

    /** @throws SluiceException 400 naming the field */
    static long within(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw SluiceException.invalid(field, "invalid_value", "'" + field + "' is a number from " + min + " to " + max);
        }
        return value;
    }
}
