package io.sluice.workflow.web;

import io.sluice.contracts.event.RunEvent;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Events as callers read them: the event's own fields, under its name. Of a type that only a newer version knows: what all have. */
final class EventViews {

    private EventViews() {
    }

    static ObjectNode of(RunEvent event, PublicJson json) {
        ObjectNode fields = (ObjectNode) json.tree(event);
        ObjectNode view = fields.objectNode().put("event", RunStreams.name(event));
        view.setAll(event instanceof RunEvent.Unknown ? fields.without(List.of("type")) : fields);
        return view;
    }
}
