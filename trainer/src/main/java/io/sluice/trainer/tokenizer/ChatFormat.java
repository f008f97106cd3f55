package io.sluice.trainer.tokenizer;

import java.util.List;

/**
 * How a conversation becomes text: {@code <|bos|><|user|>question<|assistant|>answer<|eos|>}.
 *
 * <p>{@link #TEMPLATE} says the same in Jinja, in the subset that Java renderers know; {@code tokenizer_config.json}
 * carries it. A renderer that passes an empty {@code bos_token} and lets its tokenizer add it gets the same tokens.
 */
public final class ChatFormat {

    public static final String BOS = "<|bos|>";
    public static final String EOS = "<|eos|>";
    static final String SYSTEM = "<|system|>";
    static final String USER = "<|user|>";
    static final String ASSISTANT = "<|assistant|>";

    /** In the order of their ids, from 0. */
    static final List<String> SPECIAL = List.of(BOS, EOS, SYSTEM, USER, ASSISTANT);

    /** Roles that the models do not know are read as the user's. */
    static final String TEMPLATE = "{{ bos_token }}"
            + "{% for message in messages %}"
            + "{% if message['role'] == 'assistant' %}" + ASSISTANT + "{{ message['content'] }}" + EOS
            + "{% elif message['role'] == 'system' %}" + SYSTEM + "{{ message['content'] }}"
            + "{% else %}" + USER + "{{ message['content'] }}"
            + "{% endif %}"
            + "{% endfor %}"
            + "{% if add_generation_prompt %}" + ASSISTANT + "{% endif %}";

    /** Special tokens; words have ids from here on. */
    public static final int SPECIALS = SPECIAL.size();

    private ChatFormat() {}

    /** A turn that is over, without the beginning of the conversation. */
    public static String turn(String user, String assistant) {
        return USER + user + ASSISTANT + assistant + EOS;
    }

    /** @param turns earlier ones, each from {@link #turn} */
    public static String prompt(List<String> turns, String user) {
        return BOS + String.join("", turns) + USER + user + ASSISTANT;
    }

    /** One user turn, up to where the assistant begins. */
    public static String prompt(String user) {
        return prompt(List.of(), user);
    }
}
