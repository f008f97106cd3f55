package io.sluice.registry.web;

import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.platform.error.SluiceException;
import io.sluice.registry.catalog.Catalog;
import io.sluice.registry.catalog.Command;
import io.sluice.registry.catalog.Request;
import io.sluice.registry.catalog.Writing;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What every controller needs: adapters by name, or the right refusal, and writes on behalf of a caller. */
public final class Adapters {

    /** Name of the key that a request came with, set by the gateway. */
    static final String ACTOR = "X-Sluice-Actor";
    private static final String NOBODY = "unnamed";

    private final Catalog catalog;
    private final BooleanSupplier known;
    private final Writing writing;
    private final Clock clock;

    /** @param known whether the catalog was read to its end: before, nobody can say what is not there */
    public Adapters(Catalog catalog, BooleanSupplier known, Writing writing, Clock clock) {
        this.catalog = catalog;
        this.known = known;
        this.writing = writing;
        this.clock = clock;
    }

    List<AdapterState> list() {
        requireKnown();
        return catalog.list();
    }

    AdapterState get(String name) {
        requireKnown();
        return catalog.find(name).orElseThrow(() ->
                SluiceException.user(404, "adapter_not_found", "there is no adapter of that name", "name"));
    }

    AdapterVersion version(String name, String version) {
        return get(name).find(version).orElseThrow(() ->
                SluiceException.user(404, "version_not_found", "the adapter has no version or alias of that name", "version"));
    }

    private void requireKnown() {
        if (!known.getAsBoolean()) {
            throw SluiceException.external(503, "catching_up", "the registry has not read its event log to the end yet");
        }
    }

    Mono<Writing.Outcome> write(ServerWebExchange exchange, String name, Command command) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String given = headers.getFirst(ACTOR);
        String actor = given == null || !given.matches("[\\w.@-]{1,64}") ? NOBODY : given;
        Long expected = expected(headers.getFirst(HttpHeaders.IF_MATCH));
        return Mono.fromFuture(() -> writing.write(new Request(name, command, actor, expected, clock.instant())), true);
    }

    static String tag(AdapterState state) {
        return '"' + Long.toString(state.sequence()) + '"';
    }

    private static @Nullable Long expected(@Nullable String tag) {
        if (tag == null || tag.equals("*")) {
            return null;
        }
        String number = tag.startsWith("\"") && tag.endsWith("\"") && tag.length() > 2 ? tag.substring(1, tag.length() - 1) : tag;
        if (!number.matches("\\d{1,18}")) {
            throw SluiceException.invalid(HttpHeaders.IF_MATCH, "invalid_value", "'If-Match' is the ETag of an adapter's state, or *");
        }
        return Long.parseLong(number);
    }
}
