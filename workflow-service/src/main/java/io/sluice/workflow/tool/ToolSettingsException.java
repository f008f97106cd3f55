package io.sluice.workflow.tool;

/** Settings of a tool that its kind does not take. */
public final class ToolSettingsException extends Exception {

    private static final long serialVersionUID = 1;

    private final String field;

    public ToolSettingsException(String field, String message) {
        super(message, null, false, false);
        this.field = field;
    }

    /** A JSON pointer into the settings. */
    public String field() {
        return field;
    }
}
