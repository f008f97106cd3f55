package io.sluice.workflow.tool.mcp;

import io.sluice.workflow.tool.ToolResult.Refused;

/** A refusal on its way through the MCP client. */
final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Refused why;

    StoppedException(Refused why) {
        super(why.message(), null, false, false);
        this.why = why;
    }

    Refused why() {
        return why;
    }
}
