package io.sluice.selection.row;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a record of a data set is no row. It is set aside and counted.
 *
 * @param line    of the file, from 1; of a Parquet file its record, from 1
 * @param field   at fault, as a path such as {@code messages[2].content}; null where it is the whole record
 * @param message for a person; holds nothing of the record but names of fields
 */
public record RowFault(Kind kind, long line, @Nullable String field, String message) implements RowResult {

    /** Kinds are counted one by one. */
    public enum Kind {
        /** Bytes that are no UTF-8, or a half of a surrogate pair written as an escape. */
        NOT_UTF8,
        /** A record over the bound; it was never held. */
        TOO_LONG,
        /** No JSON, or more than one value on a line. */
        NOT_JSON,
        /** Nested deeper than any row needs. */
        TOO_DEEP,
        /** JSON, but not an object. */
        NOT_AN_OBJECT,
        /** A field stands twice in one object. */
        DUPLICATE_FIELD,
        /** A field that its form needs is not there. */
        MISSING_FIELD,
        /** A field holds something else than its form says. */
        WRONG_TYPE,
        /** A text that has to say something is blank. */
        EMPTY,
        /** An earlier row of the data set has the same id. */
        DUPLICATE_ID;

        /** As reports and profiles name it: {@code not_utf8}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
