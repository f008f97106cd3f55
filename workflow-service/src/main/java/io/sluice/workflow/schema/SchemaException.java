package io.sluice.workflow.schema;

/** A schema that is not taken. */
public final class SchemaException extends Exception {

    private static final long serialVersionUID = 1;

    SchemaException(String message) {
        super(message, null, false, false);
    }
}
