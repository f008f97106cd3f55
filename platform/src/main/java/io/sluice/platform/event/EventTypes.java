package io.sluice.platform.event;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.SluiceEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every event of the contracts by its type: found in the sealed hierarchy, so that none can be forgotten. What nobody writes has none. */
final class EventTypes {

    private EventTypes() {
    }

    static Map<String, Class<? extends SluiceEvent>> all() {
        return records(SluiceEvent.class).filter(each -> each != RunEvent.Unknown.class).collect(Collectors.toUnmodifiableMap(EventTypes::typeOf, each -> each.asSubclass(SluiceEvent.class)));
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isInterface() ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventTypes::records) : Stream.of(type);
    }

    private static String typeOf(Class<?> event) {
        try {
            return (String) event.getField("TYPE").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(event.getName() + " has no public constant TYPE", e);
        }
    }
}
