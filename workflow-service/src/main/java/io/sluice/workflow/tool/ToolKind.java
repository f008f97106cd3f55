package io.sluice.workflow.tool;

import tools.jackson.databind.node.ObjectNode;

/** Makes tools of one kind. */
@FunctionalInterface
public interface ToolKind {

    /**
     * @param settings as the workflow's document has them
     * @throws ToolSettingsException naming the field
     */
    Tool make(ObjectNode settings) throws ToolSettingsException;
}
