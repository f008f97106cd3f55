package io.sluice.inference.batching;

import java.util.Locale;

/** What a served model is to the router. */
public enum ModelRole {
    SMALL, LARGE, OTHER;

    /** As {@code ModelCard} writes it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
