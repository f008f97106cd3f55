package io.sluice.workflow.schema;

/** A schema that is not taken. The message names the place. */
public final class SchemaException extends Exception {

    private static final long serialVersionUID = 1;

    SchemaException(String message) {
        super(message, null, false, false);
    }
}
