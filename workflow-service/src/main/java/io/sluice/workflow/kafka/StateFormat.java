package io.sluice.workflow.kafka;

import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.TeamState;
import io.sluice.workflow.execution.WorkflowState;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * State as it lies in the stores: JSON, whose fields only ever become more, so that the version before and the version after
 * read it.
 */
final class StateFormat {

    private static final TypeReference<Map<String, Long>> ALARMS = new TypeReference<>() {
    };

    private final JsonMapper mapper;

    StateFormat(JsonMapper mapper) {
        this.mapper = mapper;
    }

    byte[] write(Object state) {
        return mapper.writeValueAsBytes(state);
    }

    RunState run(byte[] bytes) {
        return mapper.readValue(bytes, RunState.class);
    }

    TeamState team(byte[] bytes) {
        return mapper.readValue(bytes, TeamState.class);
    }

    WorkflowState workflow(byte[] bytes) {
        return mapper.readValue(bytes, WorkflowState.class);
    }

    Map<String, Long> alarms(byte[] bytes) {
        return mapper.readValue(bytes, ALARMS);
    }
}
