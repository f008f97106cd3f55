package io.sluice.workflow.agent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Names of models as metrics have them: documents name models, and a registry of metrics does not forget. Thread-safe. */
final class MeterNames {

    private static final int NAMES_MAX = 100;
    private static final String OTHERS = "other";

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** The name itself for about the first {@value #NAMES_MAX}. */
    String of(String name) {
        if (!names.contains(name) && names.size() < NAMES_MAX) {
            names.add(name);
        }
        return names.contains(name) ? name : OTHERS;
    }
}
