package io.sluice.workflow.tool.http;

import io.sluice.workflow.tool.Schemas;
import io.sluice.workflow.tool.Tool;
import io.sluice.workflow.tool.ToolResult;
import io.sluice.workflow.tool.ToolResult.Refused;
import io.sluice.workflow.tool.ToolResult.Refused.Happened;
import io.sluice.workflow.tool.ToolSettingsException;
import io.sluice.workflow.tool.http.GuardedHttp.Answered;
import io.sluice.workflow.tool.http.GuardedHttp.Stopped;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls an address that begins like one of its settings' {@code allow}: {@code [{"prefix": "https://api.example.com/v1/",
 * "methods": ["GET"]}]}. Redirects of reading calls are followed, at most {@value #REDIRECTS_MAX}, each checked like the
 * first address. Calls that change something carry an {@code Idempotency-Key}; the setting {@code idempotent} says that the
 * servers heed it, without which such a call whose answer was lost waits for a person.
 */
public final class HttpTool implements Tool {

    private static final int REDIRECTS_MAX = 3;
    private static final int SHOWN_OF_ERRORS = 500;
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> SETTINGS = Set.of("allow", "idempotent");

    private final GuardedHttp http;
    private final List<Route> routes;
    private final boolean idempotent;

    private HttpTool(GuardedHttp http, List<Route> routes, boolean idempotent) {
        this.http = http;
        this.routes = routes;
        this.idempotent = idempotent;
    }

    /** @throws ToolSettingsException naming the field */
    public static Tool of(ObjectNode settings, GuardedHttp http) throws ToolSettingsException {
        for (String name : settings.propertyNames()) {
            if (!SETTINGS.contains(name)) {
                throw new ToolSettingsException("/" + name, "there is no such setting");
            }
        }
        List<Route> routes = new ArrayList<>();
        JsonNode allow = settings.path("allow");
        for (int i = 0; i < allow.size(); i++) {
            routes.add(Route.of(allow.get(i), "/allow/" + i));
        }
        if (routes.isEmpty() || routes.size() > 50) {
            throw new ToolSettingsException("/allow", "must be a list of 1 to 50 addresses that calls may begin with");
        }
        return new HttpTool(http, routes, settings.path("idempotent").asBoolean(false));
    }

    @Override
    public String description() {
        return "Calls an HTTP address that begins with one of: "
                + String.join(", ", routes.stream().map(route -> route.prefix() + " " + new TreeSet<>(route.methods())).toList());
    }

    @Override
    public ObjectNode parameters() {
        ObjectNode schema = Schemas.text(Schemas.object(), "url", "whole address", 4000);
        ObjectNode fields = (ObjectNode) schema.get("properties");
        ArrayNode methods = fields.putObject("method").put("type", "string").put("description", "GET where it is not said").putArray("enum");
        Set<String> all = new TreeSet<>();
        routes.forEach(route -> all.addAll(route.methods()));
        all.forEach(methods::add);
        fields.putObject("body").put("type", "string").put("maxLength", 65_536);
        fields.putObject("content_type").put("type", "string").put("pattern", "^[a-z]+/[a-z0-9.+-]+$").put("maxLength", 100);
        return schema;
    }

    @Override
    public Repeat repeat() {
        boolean reads = routes.stream().allMatch(route -> READING.containsAll(route.methods()));
        return reads ? Repeat.HARMLESS : idempotent ? Repeat.WITH_KEY : Repeat.HARMFUL;
    }

    @Override
    public ToolResult call(ObjectNode arguments, Call call) throws InterruptedException {
        String method = arguments.path("method").asString("GET");
        URI uri = Route.plain(arguments.get("url").asString());
        long end = System.nanoTime() + (long) (call.seconds() * 1e9);
        for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
            if (uri == null || !allowed(method, uri)) {
                return new Refused("address_refused", redirects == 0 ? "no allowed address begins like this, or not for " + method
                        : "the server redirects to an address that is not allowed");
            }
            GuardedHttp.Exchange exchange = http.send(request(method, uri, arguments, call), (end - System.nanoTime()) / 1e9);
            if (exchange instanceof Stopped(Refused why)) {
                return why;
            }
            Answered answered = (Answered) exchange;
            if (answered.status() / 100 != 3 || !READING.contains(method)) {
                return result(method, answered);
            }
            uri = redirected(uri, answered.headers().get("location"));
        }
        return new Refused("too_many_redirects", "the server redirects more than " + REDIRECTS_MAX + " times");
    }

    private boolean allowed(String method, URI uri) {
        return routes.stream().anyMatch(route -> route.leads(method, uri));
    }

    private static @Nullable URI redirected(URI from, @Nullable String location) {
        try {
            return location == null ? null : Route.plain(from.resolve(location).toString());
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private static GuardedHttp.Request request(String method, URI uri, ObjectNode arguments, Call call) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json, text/*");
        headers.put("User-Agent", "sluice-workflow");
        byte[] body = null;
        if (!READING.contains(method)) {
            headers.put("Idempotency-Key", call.idempotencyKey());
            body = arguments.path("body").asString("").getBytes(StandardCharsets.UTF_8);
            headers.put("Content-Type", arguments.path("content_type").asString("application/json"));
        }
        return new GuardedHttp.Request(method, uri, headers, body, null);
    }

    private static ToolResult result(String method, Answered answered) {
        String text = text(answered);
        if (answered.status() / 100 != 2) {
            boolean later = answered.status() == 429 || answered.status() >= 500;
            String shown = text == null ? "" : ": " + text.substring(0, Math.min(SHOWN_OF_ERRORS, text.length()));
            // 303 is what a server says that has done it; only 4xx says that nothing was done.
            boolean unsure = answered.status() / 100 != 4 && !READING.contains(method);
            return new Refused("http_" + answered.status(), "the server answered " + answered.status() + shown, later,
                    unsure ? Happened.MAYBE : Happened.NO);
        }
        return text == null ? new Refused("not_text", "the answer is no UTF-8 text", false, Happened.YES) : new ToolResult.Given(text);
    }

    private static @Nullable String text(Answered answered) {
        if (answered.headers().containsKey("content-encoding")) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(answered.body())).toString();
        } catch (CharacterCodingException binary) {
            return null;
        }
    }
}
