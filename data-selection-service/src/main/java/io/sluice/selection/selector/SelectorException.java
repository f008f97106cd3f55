package io.sluice.selection.selector;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a selector can't be prepared, read or asked. The message is for the person who started the job. */
public final class SelectorException extends Exception {

    private static final long serialVersionUID = 1;

    /** What has to change. */
    public enum Code {
        /** A setting. */
        BAD_SETTING,
        /** The target: empty or too large. */
        BAD_TARGET,
        /** The pool's sample: it has nothing to learn from. */
        BAD_POOL,
        /** A model that the settings name is not served, or no models can be asked here. */
        MODEL_MISSING,
        /** Models can't be reached now; trying again may help. */
        MODEL_UNAVAILABLE,
        /** A model is being trained for the job; it will be there later. */
        MODEL_TRAINING,
        /** The prepared state is damaged, of another version, or made by a machine that scores otherwise. */
        BAD_PREPARED;

        /** As answers and events name it: {@code bad_setting}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Code code;
    private final @Nullable String field;

    public SelectorException(Code code, @Nullable String field, String message) {
        super(message);
        this.code = code;
        this.field = field;
    }

    static SelectorException target(String message) {
        return new SelectorException(Code.BAD_TARGET, "target", message);
    }

    public static SelectorException prepared(String message) {
        return new SelectorException(Code.BAD_PREPARED, null, message);
    }

    /** The same, about this field where it names none. */
    public SelectorException at(String otherField) {
        if (field != null) {
            return this;
        }
        SelectorException placed = new SelectorException(code, otherField, otherField + ": " + getMessage());
        placed.initCause(this);
        return placed;
    }

    public Code code() {
        return code;
    }

    /** The field at fault, such as {@code settings.level}; null where there is none. */
    public @Nullable String field() {
        return field;
    }

    /** Whether the same may go well later. */
    public boolean passing() {
        return code == Code.MODEL_UNAVAILABLE || code == Code.MODEL_TRAINING;
    }
}
