package io.sluice.selection.duplicate;

import java.util.Locale;

/** Why a row is set aside for another's sake; where there are several reasons, the first of these counts. */
public enum DuplicateKind {

    /** The target has it: trained on, it would be tested with. */
    IN_TARGET,

    /** An earlier row has the same text but for layout. */
    EXACT,

    /** An earlier row has nearly the same text. */
    NEAR;

    /** As reports name it: {@code in_target}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
