package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.ToolUse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {

    private static final List<ChatMessage> TALK = List.of(
            new ChatMessage("system", "Be brief."), new ChatMessage("user", " Hi "),
            new ChatMessage("assistant", "Yes?"), new ChatMessage("user", "Sum 1, 2"));

    private static String render(String template, List<ChatMessage> messages) {
        return new ChatTemplate(template, "<s>", "</s>").render(Conversation.of(messages, List.of()));
    }

    /** ChatML: Qwen, Yi, OpenHermes. */
    @Test
    void rendersChatMl() {
        String template = """
                {% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}\
                {{ '<|im_start|>system\\nYou are kind.<|im_end|>\\n' }}{% endif %}\
                {{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}\
                {% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}""";
        assertThat(render(template, TALK)).isEqualTo("""
                <|im_start|>system
                Be brief.<|im_end|>
                <|im_start|>user
                 Hi <|im_end|>
                <|im_start|>assistant
                Yes?<|im_end|>
                <|im_start|>user
                Sum 1, 2<|im_end|>
                <|im_start|>assistant
                """);
        assertThat(render(template, TALK.subList(1, 2))).startsWith("<|im_start|>system\nYou are kind.<|im_end|>\n");
    }

    /** Llama 2 and Mistral: the system text folded into the first turn, alternation demanded. */
    @Test
    void rendersInstructionTags() {
        String template = """
                {% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}\
                {% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}\
                {% set system_message = false %}{% endif %}{% for message in loop_messages %}\
                {% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}\
                {{ raise_exception('Conversation roles must alternate user/assistant') }}{% endif %}\
                {% if loop.index0 == 0 and system_message != false %}\
                {% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}\
                {% else %}{% set content = message['content'] %}{% endif %}\
                {% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content | trim + ' [/INST]' }}\
                {% elif message['role'] == 'assistant' %}{{ ' ' + content | trim + ' ' + eos_token }}{% endif %}{% endfor %}""";
        assertThat(render(template, TALK)).isEqualTo("<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\n Hi [/INST] Yes? </s>"
                + "<s>[INST] Sum 1, 2 [/INST]");
        assertThatThrownBy(() -> render(template, List.of(TALK.get(1), TALK.get(1))))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessageContaining("Conversation roles must alternate user/assistant");
    }

    /** Llama 3. */
    @Test
    void rendersHeaders() {
        String template = """
                {% set loop_messages = messages %}{% for message in loop_messages %}\
                {% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim \
                + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}\
                {% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}""";
        assertThat(render(template, TALK.subList(1, 2))).isEqualTo("<s><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    /** Zephyr and TinyLlama: blocks on lines of their own, which leave no line behind. */
    @Test
    void rendersBlocksOnLines() {
        String template = """
                {% for message in messages %}
                {% if message['role'] == 'user' %}
                {{ '<|user|>\\n' + message['content'] + eos_token }}
                {% elif message['role'] == 'system' %}
                {{ '<|system|>\\n' + message['content'] + eos_token }}
                {% elif message['role'] == 'assistant' %}
                {{ '<|assistant|>\\n'  + message['content'] + eos_token }}
                {% endif %}
                {% if loop.last and add_generation_prompt %}
                {{ '<|assistant|>' }}
                {% endif %}
                {% endfor %}""";
        assertThat(render(template, TALK.subList(2, 4)))
                .isEqualTo("<|assistant|>\nYes?</s>\n<|user|>\nSum 1, 2</s>\n<|assistant|>\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{% for a in range(250) %}{% for b in range(250) %}{% for c in range(250) %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in range(250) %}{% for b in range(250) %}{% for c in range(9) %}{% for d in range(9) %}{% endfor %}{% endfor %}"
                + "{% endfor %}{% endfor %}",
        "{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}",
        "{% set x = 'abcdefgh' %}{% for a in range(60) %}{% set x = x ~ x %}{% endfor %}{{ x }}",
    })
    void stopsATemplateThatDoesNotComeToAnEnd(String template) {
        assertThatThrownBy(() -> {
            String out = render(template, TALK);
            throw new AssertionError("rendered " + out.length() + " characters");
        }).isInstanceOf(ChatTemplateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{% if %}", "{{ messages[0 }}", "{% for x in messages %}", "{{ 'a' | no_such_filter }}",
        "{% include '/etc/passwd' %}", "{% no_such_tag %}"})
    void reportsATemplateThatIsWrong(String template) {
        assertThatThrownBy(() -> render(template, TALK))
                .isInstanceOf(ChatTemplateException.class).hasMessageStartingWith("the model's chat template");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ ''.getClass().forName('java.lang.Runtime') }}", "{{ messages.getClass() }}",
        "{{ ____int3rpr3t3r____ }}", "{{ messages[0].class }}"})
    void showsATemplateNoJavaObjects(String template) {
        String out;
        try {
            out = render(template, TALK);
        } catch (ChatTemplateException e) {
            out = "";
        }
        assertThat(out).doesNotContain("java", "class", "jinjava", "interpret");
    }

    @Test
    void knowsTheMethodsOfPythonsStringsThatTemplatesCall() {
        assertThat(render("{% if messages[0].content.startswith('Be') and not 'x'.endswith('y') %}yes{% endif %}", TALK))
                .isEqualTo("yes");
        assertThat(render("[{{ ' a b '.strip() }}|{{ 'xxa'.lstrip('x') }}|{{ 'a\n\n'.rstrip('\n') }}|{{ 'aB'.upper() }}|"
                + "{{ 'aB'.lower() }}|{{ 'ab'.title() }}|{{ 't</think>u'.split('</think>')[-1] }}|{{ 'aba'.replace('a', 'c') }}]",
                TALK)).isEqualTo("[a b|a|a|AB|ab|Ab|u|cbc]");
    }

    @Test
    void takesBarsInStringsForText() {
        assertThat(render("{{ '<|no_filter|>' + \"|a|\" }}", TALK)).isEqualTo("<|no_filter|>|a|");
    }

    @Test
    void rendersALongConversation() {
        List<ChatMessage> many = IntStream.range(0, 2000).mapToObj(i -> new ChatMessage("user", "x".repeat(500))).toList();
        String out = render("{% for m in messages %}{{ m.content }}{% endfor %}", many);
        assertThat(out).hasSize(1_000_000);
    }

    /** In the way of Qwen's templates. */
    @Test
    void functionsTheirCallsAndTheirResultsAreRendered() {
        String template = """
                {%- if tools %}{% for tool in tools %}[{{ tool.function.name }}: {{ tool.function.parameters | tojson }}]{% endfor %}{% endif %}
                {%- for m in messages %}
                {%- if m.tool_calls %}{% for call in m.tool_calls %}<call {{ call.function.name }} {{ call.function.arguments | tojson }}>{% endfor %}
                {%- elif m.role == 'tool' %}<result {{ m.tool_call_id }} {{ m.content }}>
                {%- else %}<{{ m.role }} {{ m.content }}>{% endif %}{% endfor %}""";
        List<ChatMessage> messages = List.of(new ChatMessage("user", "Rain?"),
                new ChatMessage("assistant", "", List.of(new ChatMessage.Call("c1", "rain", "{\"city\":\"Ulm\"}")), null),
                new ChatMessage("tool", "dry", null, "c1"));
        List<ToolUse.Tool> tools = List.of(new ToolUse.Tool("rain", null, "{\"type\":\"object\"}", false));

        assertThat(new ChatTemplate(template, "", "").render(Conversation.of(messages, tools)).replace(" ", ""))
                .isEqualTo("[rain:{\"type\":\"object\"}]<userRain?><callrain{\"city\":\"Ulm\"}><resultc1dry>");
        assertThat(new ChatTemplate(template, "", "").render(Conversation.of(messages.subList(0, 1), List.of()))).isEqualTo("<user Rain?>");
    }
}
