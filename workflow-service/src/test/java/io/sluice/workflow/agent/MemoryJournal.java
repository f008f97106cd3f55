package io.sluice.workflow.agent;

import io.sluice.workflow.step.Effect;
import io.sluice.workflow.step.EffectJournal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A journal that a test can read, and give to the next attempt. */
public final class MemoryJournal implements EffectJournal {

    public final Map<String, Effect> effects = new LinkedHashMap<>();

    @Override
    public Optional<Effect> find(String key) {
        return Optional.ofNullable(effects.get(key));
    }

    @Override
    public void intend(String key) {
        effects.put(key, new Effect(key, null));
    }

    @Override
    public void done(String key, JsonNode outcome) {
        effects.put(key, new Effect(key, outcome));
    }
}
