package io.sluice.workflow.web;

import io.sluice.contracts.event.RunEvent;
import tools.jackson.databind.node.ObjectNode;

/** Events as callers read them: the event's own fields, under its name. */
final class EventViews {

    private EventViews() {
    }

    static ObjectNode of(RunEvent event, PublicJson json) {
        ObjectNode fields = (ObjectNode) json.tree(event);
        ObjectNode view = fields.objectNode().put("event", RunStreams.name(event));
        view.setAll(fields);
        return view;
    }
}
