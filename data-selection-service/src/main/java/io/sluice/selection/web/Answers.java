package io.sluice.selection.web;

import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.field.BadField;
import io.sluice.selection.file.DiskFull;
import java.io.IOException;

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

    /** @throws SluiceException 400 naming the field */
    static long within(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw SluiceException.invalid(field, "invalid_value", "'" + field + "' is a number from " + min + " to " + max);
        }
        return value;
    }
}
