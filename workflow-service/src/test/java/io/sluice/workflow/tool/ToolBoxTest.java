package io.sluice.workflow.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.workflow.definition.ToolSpec;
import io.sluice.workflow.tool.ToolResult.Given;
import io.sluice.workflow.tool.ToolResult.Refused;
import io.sluice.workflow.tool.ToolResult.Refused.Happened;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ToolBoxTest {

    private static final ToolLimits LIMITS = new ToolLimits(120, 100);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    private ToolResult call(Tool tool, String arguments) throws Exception {
        return call(tool, arguments, 120);
    }

    private ToolResult call(Tool tool, String arguments, double seconds) throws Exception {
        ToolBox box = new ToolBox(Map.of("test", settings -> tool), LIMITS);
        ToolSpec spec = new ToolSpec("test", null, JsonNodeFactory.instance.objectNode());
        return box.call(box.ready("t", spec), arguments, "key", seconds);
    }

    private interface Body {
        ToolResult call(ObjectNode arguments, Tool.Call call) throws InterruptedException;
    }

    private static Tool tool(Body body) {
        return new Tool() {
            @Override
            public String description() {
                return "a test";
            }

            @Override
            public ObjectNode parameters() {
                return Schemas.text(Schemas.object(), "x", "anything", 10);
            }

            @Override
            public Repeat repeat() {
                return Repeat.HARMLESS;
            }

            @Override
            public ToolResult call(ObjectNode arguments, Call call) throws InterruptedException {
                return body.call(arguments, call);
            }
        };
    }

    @Test
    void aToolIsCalledWithArgumentsThatFitAndNoOthers() throws Exception {
        Tool echo = tool((arguments, call) -> new Given(arguments.get("x").asString() + call.idempotencyKey()));
        assertThat(call(echo, "{\"x\":\"1\"}")).isEqualTo(new Given("1key"));
        for (String wrong : new String[] {"", "{}", "[]", "null", "{\"x\":1}", "{\"x\":\"1\",\"y\":2}", "{\"x\":\"12345678901\"}", "{\"x\":\"1\",\"x\":\"2\"}", "{"}) {
            assertThat(call(echo, wrong)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code()).isEqualTo("bad_arguments"));
        }
    }

    @Test
    void aToolThatHangsIsLeftAndInterrupted() throws Exception {
        Tool hanging = tool((arguments, call) -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException cancelled) {
                interrupted.countDown();
                throw cancelled;
            }
            return new Given("never");
        });
        assertThat(call(hanging, "{\"x\":\"\"}", 0.3)).isEqualTo(new Refused("tool_timeout", "no answer within its time", true, Happened.MAYBE));
        interrupted.await();
    }

    @Test
    void aResultThatIsTooLargeIsRefusedNotCut() throws Exception {
        assertThat(call(tool((arguments, call) -> new Given("y".repeat(50 << 20))), "{\"x\":\"\"}"))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo("too_large");
                    assertThat(refused.message()).hasSizeLessThan(100);
                });
        assertThat(call(tool((arguments, call) -> new Given("y".repeat(100))), "{\"x\":\"\"}")).isInstanceOf(Given.class);
        assertThat(call(tool((arguments, call) -> new Given("\u0001".repeat(100))), "{\"x\":\"\"}")).isInstanceOf(Refused.class);
    }

    @Test
    void aToolsOwnFaultIsARefusal() throws Exception {
        assertThat(((Refused) call(tool((arguments, call) -> {
            throw new IllegalStateException("oops");
        }), "{\"x\":\"\"}")).code()).isEqualTo("tool_failed");
    }

    @Test
    void kindsAndSettingsThatAreUnknownAreRefused() {
        ToolBox box = new ToolBox(ToolKinds.local(), LIMITS);
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        assertThat(box.fault(new ToolSpec("calculator", null, settings))).isEmpty();
        assertThat(box.fault(new ToolSpec("telepathy", null, settings))).isPresent();
        assertThat(box.fault(new ToolSpec("calculator", null, settings.deepCopy().put("mood", 1))).orElseThrow().field()).isEqualTo("/mood");
        assertThatThrownBy(() -> box.ready("t", new ToolSpec("telepathy", null, settings))).isInstanceOf(ToolSettingsException.class);
    }
}
