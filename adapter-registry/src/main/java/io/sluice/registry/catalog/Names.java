package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdaptedName;
import java.util.regex.Pattern;

/** Names that go into URLs, model names and record keys. */
public final class Names {

    /** What a name looks like, for messages. */
    public static final String RULE = "1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or digit";
    /** {@code model: BASE:auto} lets the platform choose, so that no adapter can have this name. */
    private static final String RESERVED = AdaptedName.AUTO;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private Names() {
    }

    public static boolean valid(String name) {
        return NAME.matcher(name).matches() && !name.equals(RESERVED);
    }
}
