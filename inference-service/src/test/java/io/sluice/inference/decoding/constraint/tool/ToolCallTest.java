package io.sluice.inference.decoding.constraint.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.decoding.constraint.CompiledConstraint;
import io.sluice.inference.decoding.constraint.ConstraintCompiler;
import io.sluice.inference.decoding.constraint.TokenConstraint;
import io.sluice.inference.decoding.constraint.Tokens;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ToolCallTest {

    private static final Vocabulary VOCABULARY = Tokens.random(new SplittableRandom(1), 200);
    private static final JsonNode WEATHER = JsonMapper.shared().readTree("""
            {"type":"object","properties":{"city":{"type":"string","maxLength":9},"unit":{"enum":["C","F"]},
             "braces":{"const":"}{\\"]"}},"required":["city","braces"],"additionalProperties":false}""");
    private static final List<ToolFunction> FUNCTIONS =
            List.of(new ToolFunction("weather", WEATHER, true), new ToolFunction("now", null, true));

    static List<ToolCallFormat> formats() {
        return List.of(ToolCallFormat.HERMES, ToolCallFormat.LLAMA, ToolCallFormat.PLAIN);
    }

    private static CompiledConstraint compile(ToolChoice choice, boolean parallel, ToolCallFormat format) {
        return ConstraintCompiler.tools(FUNCTIONS, choice, parallel, format);
    }

    private static TokenConstraint open(CompiledConstraint compiled) {
        var opening = ((CompiledConstraint.Ready) compiled).open(VOCABULARY, 1_000);
        return ((CompiledConstraint.Opening.Opened) opening).constraint();
    }

    private static List<ToolCallEvent> read(String text, ToolCallFormat format, RandomGenerator random) {
        ToolCallReader reader = new ToolCallReader(format);
        List<ToolCallEvent> events = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(9));
            events.addAll(reader.read(text.substring(at, end)));
            at = end;
        }
        events.addAll(reader.end());
        assertThat(reader.insideCall()).isFalse();
        return events;
    }

    private record Call(String name, String arguments) {}

    private static List<Call> calls(List<ToolCallEvent> events) {
        List<Call> calls = new ArrayList<>();
        String name = "";
        StringBuilder arguments = new StringBuilder();
        for (ToolCallEvent event : events) {
            switch (event) {
                case ToolCallEvent.Content content -> { }
                case ToolCallEvent.Started started -> {
                    assertThat(started.index()).isEqualTo(calls.size());
                    name = started.name();
                    arguments.setLength(0);
                }
                case ToolCallEvent.Arguments fragment -> arguments.append(fragment.fragment());
                case ToolCallEvent.Finished finished -> calls.add(new Call(name, arguments.toString()));
            }
        }
        return calls;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void requiredCallsAreReadBackAsValidCalls(ToolCallFormat format) {
        SplittableRandom random = new SplittableRandom(51);
        int several = 0;
        for (int i = 0; i < 80; i++) {
            CompiledConstraint compiled = compile(new ToolChoice.Required(), i % 2 == 0, format);
            String text = Tokens.write(open(compiled), VOCABULARY, random, 60 + random.nextInt(200));
            List<ToolCallEvent> events = read(text, format, random);
            List<Call> calls = calls(events);
            assertThat(calls).as(text).isNotEmpty();
            assertThat(events).noneMatch(ToolCallEvent.Content.class::isInstance);
            for (Call call : calls) {
                JsonNode arguments = JsonMapper.shared().readTree(call.arguments());
                assertThat(arguments.isObject()).isTrue();
                if (call.name().equals("weather")) {
                    assertThat(arguments.get("city").isString()).isTrue();
                    assertThat(arguments.get("braces").stringValue()).isEqualTo("}{\"]");
                } else {
                    assertThat(call).isEqualTo(new Call("now", "{}"));
                }
            }
            assertThat(calls.size() == 1 || i % 2 == 0).isTrue();
            several += calls.size() > 1 ? 1 : 0;
        }
        assertThat(several).isPositive();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aNamedFunctionIsTheOnlyOne(ToolCallFormat format) {
        SplittableRandom random = new SplittableRandom(52);
        CompiledConstraint compiled = compile(new ToolChoice.Named("now"), false, format);
        String text = Tokens.write(open(compiled), VOCABULARY, random, 100);
        assertThat(calls(read(text, format, random))).containsExactly(new Call("now", "{}"));
        assertThat(compile(new ToolChoice.Named("later"), false, format))
                .isEqualTo(new CompiledConstraint.Refused("tool_choice", "tool_choice names no function of tools"));
    }

    @Test
    void withAutoTextMayComeFirstOrAlone() {
        SplittableRandom random = new SplittableRandom(53);
        CompiledConstraint compiled = compile(new ToolChoice.Auto(), true, ToolCallFormat.HERMES);
        String call = "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>";
        for (String text : List.of("just <tool text", "", "let me see <tool_c " + call, call, "a" + call + "\n" + call)) {
            assertThat(Tokens.reads(open(compiled), VOCABULARY, text, random)).as(text).isTrue();
            StringBuilder content = new StringBuilder();
            for (ToolCallEvent event : read(text, ToolCallFormat.HERMES, random)) {
                content.append(event instanceof ToolCallEvent.Content(String piece) ? piece : "");
            }
            int begin = text.indexOf("<tool_call>");
            assertThat(content.toString()).isEqualTo(begin < 0 ? text : text.substring(0, begin));
        }
        for (String text : List.of("<tool_call>", call + "more", "a<tool_call>\n{\"name\": \"never\"", call + call)) {
            assertThat(Tokens.reads(open(compiled), VOCABULARY, text, random)).as(text).isFalse();
        }
    }

    @Test
    void withAutoAndNoMarkAnAnswerThatBeginsWithABraceIsACall() {
        SplittableRandom random = new SplittableRandom(54);
        CompiledConstraint compiled = compile(new ToolChoice.Auto(), true, ToolCallFormat.LLAMA);
        assertThat(Tokens.reads(open(compiled), VOCABULARY, "text {\"name\"", random)).isTrue();
        assertThat(Tokens.reads(open(compiled), VOCABULARY, "{\"name\":\"now\",\"parameters\":{}}", random)).isTrue();
        assertThat(Tokens.reads(open(compiled), VOCABULARY, "{\"other\":1}", random)).isFalse();
    }

    @Test
    void refusesWhatItCanNotKeepAndNamesTheParameter() {
        JsonNode schema = JsonMapper.shared().readTree("{\"properties\":{\"a\":{\"not\":{}}}}");
        var strict = List.of(new ToolFunction("f", schema, true));
        assertThat(ConstraintCompiler.tools(strict, new ToolChoice.Auto(), true, ToolCallFormat.PLAIN))
                .isEqualTo(new CompiledConstraint.Refused(
                        "tools[0].function.parameters#/properties/a/not", "the keyword not can't be enforced exactly"));
        var loose = List.of(new ToolFunction("f", schema, false));
        assertThat(ConstraintCompiler.tools(loose, new ToolChoice.Auto(), true, ToolCallFormat.PLAIN))
                .isInstanceOf(CompiledConstraint.Ready.class);
        var list = List.of(new ToolFunction("f", JsonMapper.shared().readTree("{\"type\":\"array\"}"), true));
        assertThat(ConstraintCompiler.tools(list, new ToolChoice.Auto(), true, ToolCallFormat.PLAIN))
                .isEqualTo(new CompiledConstraint.Refused(
                        "tools[0].function.parameters", "no text of finite length satisfies the constraint"));
        var named = List.of(new ToolFunction("a b", null, true));
        assertThat(((CompiledConstraint.Refused)
                                ConstraintCompiler.tools(named, new ToolChoice.Auto(), true, ToolCallFormat.PLAIN)).path())
                .isEqualTo("tools[0].function.name");
    }
}
