package io.sluice.workflow.kafka;

import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.TeamState;
import io.sluice.workflow.execution.WorkflowState;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * State as it lies in the stores: JSON, whose fields only ever become more, so that the version before and the version after
 * read it. A version whose states hold what must be understood before anything is decided says so in each of these:
 * {@code needs}, their first field, is the level of this format that a reader has to have. Where it is absent, level 1 will do.
 */
final class StateFormat {

    /** Of this version. */
    static final int LEVEL = 1;

    private static final String NEEDS = "needs";
    private static final TypeReference<Map<String, Long>> ALARMS = new TypeReference<>() {
    };

    private final JsonMapper mapper;
    private final int level;

    StateFormat(JsonMapper mapper) {
        this(mapper, LEVEL);
    }

    /** @param level that is understood */
    StateFormat(JsonMapper mapper, int level) {
        this.mapper = mapper;
        this.level = level;
    }

    JsonMapper mapper() {
        return mapper;
    }

    byte[] write(Object state) {
        return mapper.writeValueAsBytes(state);
    }

    /** @throws NotUnderstoodException when a newer version wrote what this one must not decide on */
    RunState run(byte[] bytes) {
        return understood(bytes, RunState.class);
    }

    /** @throws NotUnderstoodException when a newer version wrote what this one must not decide on */
    TeamState team(byte[] bytes) {
        return understood(bytes, TeamState.class);
    }

    /** @throws NotUnderstoodException when a newer version wrote what this one must not decide on */
    WorkflowState workflow(byte[] bytes) {
        return understood(bytes, WorkflowState.class);
    }

    Map<String, Long> alarms(byte[] bytes) {
        return mapper.readValue(bytes, ALARMS);
    }

    private <T> T understood(byte[] bytes, Class<T> type) {
        try {
            int needs = needs(bytes);
            if (needs > level) {
                throw new NotUnderstoodException("a state of level " + needs + ", and this version has level " + level);
            }
            return mapper.readValue(bytes, type);
        } catch (JacksonException different) {
            throw new NotUnderstoodException("a state that this version can't read: " + different.getClass().getSimpleName());
        }
    }

    private int needs(byte[] bytes) {
        try (JsonParser parser = mapper.createParser(bytes)) {
            boolean first = parser.nextToken() == JsonToken.START_OBJECT && NEEDS.equals(parser.nextName());
            return first ? parser.nextIntValue(Integer.MAX_VALUE) : 1;
        }
    }
}
