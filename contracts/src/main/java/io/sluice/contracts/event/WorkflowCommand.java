package io.sluice.contracts.event;

/** Something is wanted of a run, a workflow or a team. Whether it comes to be, its events tell. */
public sealed interface WorkflowCommand extends WorkflowMessage permits RunCommand, DefinitionCommand, TeamCommand {

    @Override
    default String topic() {
        return Topics.WORKFLOW_COMMANDS;
    }
}
