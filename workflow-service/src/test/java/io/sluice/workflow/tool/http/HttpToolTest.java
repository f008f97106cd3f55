package io.sluice.workflow.tool.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.tool.Tool;
import io.sluice.workflow.tool.ToolResult;
import io.sluice.workflow.tool.ToolResult.Given;
import io.sluice.workflow.tool.ToolResult.Refused;
import io.sluice.workflow.tool.ToolResult.Refused.Happened;
import io.sluice.workflow.tool.ToolSettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.node.ObjectNode;

class HttpToolTest {

    private static final LoopResources LOOPS = LoopResources.create("test", 1, true);
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<String> lookups = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterAll
    static void stopLoops() {
        LOOPS.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
            handler.handle(exchange);
            exchange.close();
        });
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private String at(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    private GuardedHttp http(Set<String> inside, Map<String, String> authorizations) {
        return new GuardedHttp(new NetworkPolicy(inside, authorizations), LOOPS, this::lookup);
    }

    /** Says something else the second time, as a name server would that means ill. */
    private InetAddress[] lookup(String host) throws UnknownHostException {
        lookups.add(host);
        if (host.equals("rebinding.test")) {
            return InetAddress.getAllByName(lookups.stream().filter(host::equals).count() == 1 ? "127.0.0.1" : "192.0.2.1");
        }
        return host.equals("inside.test") ? InetAddress.getAllByName("127.0.0.1")
                : host.equals("half.test") ? new InetAddress[] {InetAddress.getByName("1.1.1.1"), InetAddress.getByName("10.0.0.1")}
                : InetAddress.getAllByName(host);
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) StrictJson.mapper().readTree(text);
    }

    private Tool tool(String prefix, String methods, boolean idempotent) throws ToolSettingsException {
        return HttpTool.of(json("{\"allow\":[{\"prefix\":\"%s\",\"methods\":[%s]}],\"idempotent\":%s}".formatted(prefix, methods, idempotent)),
                http(Set.of("127.0.0.1:" + port(), "rebinding.test:" + port()), Map.of("127.0.0.1:" + port(), "Bearer hidden")));
    }

    private ToolResult get(String prefix, String url) throws Exception {
        return tool(prefix, "\"GET\"", false).call(json("{\"url\":\"" + url + "\"}"), new Tool.Call("key-1", 120));
    }

    @Test
    void callsWhatIsAllowedWithTheOperatorsSecret() throws Exception {
        serve("/v1/items", exchange -> answer(exchange, 200, "item of " + exchange.getRequestHeaders().getFirst("Authorization")));
        assertThat(get(at("/v1/"), at("/v1/items?id=1"))).isEqualTo(new Given("item of Bearer hidden"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/items", "/v1/../admin", "/v1/%2e%2e/admin", "/v1/..%2fadmin", "/v1//x", "/v1/;x", "/v1x", "/v1/./x", "/v1/x#y"})
    void refusesOtherPathsWithoutConnecting(String path) throws Exception {
        serve("/", exchange -> answer(exchange, 200, "no"));
        assertThat(((Refused) get(at("/v1"), at(path))).code()).isEqualTo("address_refused");
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/", "file:///etc/passwd", "http://user@127.0.0.1/", "http://0x7f000001/", "http://[::ffff:127.0.0.1]/",
        "http://2130706433/", "http://127.1/", "http://169.254.169.254/latest/meta-data", "nonsense", "http:///x", "gopher://x"})
    void refusesOtherAddressesWithoutConnecting(String url) throws Exception {
        assertThat(((Refused) get(at("/"), url)).code()).isEqualTo("address_refused");
        assertThat(lookups).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9", "http://[::1]:9", "http://[::ffff:127.0.0.1]:9", "http://169.254.169.254", "http://inside.test",
        "http://10.1.2.3", "http://half.test", "http://localhost:9"})
    void anAuthorCannotAllowWhatIsNotPublic(String origin) throws Exception {
        GuardedHttp http = http(Set.of(), Map.of());
        Tool tool = HttpTool.of(json("{\"allow\":[{\"prefix\":\"" + origin + "/\"}]}"), http);
        assertThat(tool.call(json("{\"url\":\"" + origin + "/x\"}"), new Tool.Call("k", 120)))
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code()).isEqualTo("address_refused"));
    }

    @Test
    void connectsToTheAddressThatWasCheckedWhateverTheNameSaysLater() throws Exception {
        serve("/", exchange -> answer(exchange, 200, "here"));
        String origin = "http://rebinding.test:" + port();
        assertThat(get(origin + "/", origin + "/a")).isEqualTo(new Given("here"));
        assertThat(lookups).containsExactly("rebinding.test");
        assertThat(seen).containsExactly("GET rebinding.test:" + port() + "/a");
    }

    @Test
    void checksRedirectsLikeTheFirstAddress() throws Exception {
        serve("/v1/old", exchange -> {
            exchange.getResponseHeaders().set("Location", "/v1/new");
            answer(exchange, 302, "");
        });
        serve("/v1/new", exchange -> answer(exchange, 200, "moved"));
        serve("/v1/out", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data");
            answer(exchange, 302, "");
        });
        serve("/v1/round", exchange -> {
            exchange.getResponseHeaders().set("Location", "/v1/round");
            answer(exchange, 307, "");
        });
        assertThat(get(at("/v1/"), at("/v1/old"))).isEqualTo(new Given("moved"));
        assertThat(((Refused) get(at("/v1/"), at("/v1/out"))).code()).isEqualTo("address_refused");
        assertThat(((Refused) get(at("/v1/"), at("/v1/round"))).code()).isEqualTo("too_many_redirects");
    }

    @Test
    void stopsReadingWhatIsTooLarge() throws Exception {
        serve("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[1 << 16];
            try {
                for (int i = 0; i < 800; i++) {
                    exchange.getResponseBody().write(chunk);
                }
                seen.add("all 50 MB were taken");
            } catch (IOException cut) {
                seen.add("cut");
            }
            over.countDown();
        });
        assertThat(((Refused) get(at("/"), at("/big"))).code()).isEqualTo("too_large");
        over.await();
        assertThat(seen).contains("cut");
    }

    @Test
    void givesUpOnAServerThatHangs() throws Exception {
        serve("/", exchange -> {
            try {
                over.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
        ToolResult result = tool(at("/"), "\"POST\"", true).call(json("{\"url\":\"" + at("/x") + "\",\"method\":\"POST\"}"), new Tool.Call("k", 0.3));
        assertThat(result).isEqualTo(new Refused("tool_timeout", "the server did not answer in time", true, Happened.MAYBE));
    }

    @Test
    void callsThatChangeSomethingCarryTheStepsKey() throws Exception {
        serve("/", exchange -> answer(exchange, 201, exchange.getRequestHeaders().getFirst("Idempotency-Key") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Tool tool = tool(at("/"), "\"POST\"", false);
        assertThat(tool.repeat()).isEqualTo(Tool.Repeat.HARMFUL);
        assertThat(tool(at("/"), "\"POST\"", true).repeat()).isEqualTo(Tool.Repeat.WITH_KEY);
        assertThat(tool(at("/"), "\"GET\"", false).repeat()).isEqualTo(Tool.Repeat.HARMLESS);
        assertThat(tool.call(json("{\"url\":\"" + at("/x") + "\",\"method\":\"POST\",\"body\":\"{}\"}"), new Tool.Call("key-1", 120)))
                .isEqualTo(new Given("key-1 {}"));
        assertThat(((Refused) tool.call(json("{\"url\":\"" + at("/x") + "\",\"method\":\"GET\"}"), new Tool.Call("k", 120))).code())
                .isEqualTo("address_refused");
    }

    @Test
    void onlyARefusalSaysThatNothingWasChanged() throws Exception {
        serve("/done", exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            answer(exchange, 303, "");
        });
        serve("/broken", exchange -> answer(exchange, 500, ""));
        serve("/refused", exchange -> answer(exchange, 409, ""));
        assertThat(List.of("/done", "/broken", "/refused")).map(path -> ((Refused) tool(at("/"), "\"POST\"", false)
                .call(json("{\"url\":\"" + at(path) + "\",\"method\":\"POST\"}"), new Tool.Call("k", 120))).happened())
                .containsExactly(Happened.MAYBE, Happened.MAYBE, Happened.NO);
    }

    @Test
    void tellsWhatIsNoUsefulAnswer() throws Exception {
        serve("/missing", exchange -> answer(exchange, 404, "nothing here"));
        serve("/broken", exchange -> answer(exchange, 503, ""));
        serve("/binary", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {(byte) 0xff, (byte) 0xfe});
        });
        assertThat(get(at("/"), at("/missing"))).isEqualTo(new Refused("http_404", "the server answered 404: nothing here", false, Happened.NO));
        assertThat(((Refused) get(at("/"), at("/broken"))).retryable()).isTrue();
        assertThat(((Refused) get(at("/"), at("/binary"))).code()).isEqualTo("not_text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"allow\":[]}", "{\"allow\":[{\"prefix\":\"ftp://x/\"}]}", "{\"allow\":[{\"prefix\":\"http://x/?q\"}]}",
        "{\"allow\":[{\"prefix\":\"http://u:p@x/\"}]}", "{\"allow\":[{\"prefix\":\"http://x/\",\"methods\":[\"TRACE\"]}]}",
        "{\"allow\":[{\"prefix\":\"http://x/\"}],\"headers\":{}}"})
    void refusesSettingsThatAllowNothingOrTooMuch(String settings) {
        assertThatThrownBy(() -> HttpTool.of(json(settings), http(Set.of(), Map.of()))).isInstanceOf(ToolSettingsException.class);
    }
}
