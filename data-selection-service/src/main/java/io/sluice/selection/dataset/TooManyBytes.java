package io.sluice.selection.dataset;

import java.io.IOException;

/** Told as {@link Intake.Outcome.TooLarge}. */
final class TooManyBytes extends IOException {

    TooManyBytes() {
        super("more bytes than a data set may have");
    }
}
