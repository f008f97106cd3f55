package io.sluice.trainer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.hubspot.jinjava.Jinjava;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The template in the renderer that the engine's model loader brings along. */
class ChatTemplateTest {

    private static String render(boolean prompt, String... rolesAndContents) {
        List<Map<String, String>> messages = new java.util.ArrayList<>();
        for (int i = 0; i < rolesAndContents.length; i += 2) {
            messages.add(Map.of("role", rolesAndContents[i], "content", rolesAndContents[i + 1]));
        }
        return new Jinjava().render(ChatFormat.TEMPLATE, Map.of(
                "messages", messages,
                "add_generation_prompt", prompt,
                "bos_token", ChatFormat.BOS,
                "eos_token", ChatFormat.EOS));
    }

    @Test
    void rendersWhatTrainingReads() {
        assertThat(render(true, "user", "Add: 1+2")).isEqualTo(ChatFormat.prompt("Add: 1+2"));
    }

    @Test
    void keepsRolesApart() {
        assertThat(render(true, "system", "Be brief.", "user", "a", "assistant", "b", "user", "c"))
                .isEqualTo("<|bos|><|system|>Be brief.<|user|>a<|assistant|>b<|eos|><|user|>c<|assistant|>");
    }

    @Test
    void readsUnknownRolesAsTheUsers() {
        assertThat(render(false, "tool", "a")).isEqualTo("<|bos|><|user|>a");
    }
}
