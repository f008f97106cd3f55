package io.sluice.inference.batching;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.ToolUse;
import io.sluice.inference.engine.ChatTemplateException;
import io.sluice.inference.engine.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** One token a byte; {@link #END} ends an answer and {@link #TURN} opens a turn. */
final class FakeTokenizer implements Tokenizer {

    static final int END = 256;
    static final int TURN = 257;
    static final int SIZE = 258;

    private final String endName;

    FakeTokenizer(String endName) {
        this.endName = endName;
    }

    @Override
    public int[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = bytes[i] & 0xFF;
        }
        return ids;
    }

    @Override
    public int[] encodeChat(List<ChatMessage> messages, List<ToolUse.Tool> tools) {
        if (messages.stream().anyMatch(message -> message.role().equals("tool"))) {
            throw new ChatTemplateException("the role tool is not known to the template");
        }
        int[] text = encode(messages.stream().map(message -> message.role() + ":" + message.content()).collect(Collectors.joining("\n")));
        int[] ids = Arrays.copyOf(text, text.length + 1);
        ids[text.length] = TURN;
        return ids;
    }

    @Override
    public String template() {
        return "";
    }

    @Override
    public byte[] bytesOf(int token) {
        return token < 256 ? new byte[] {(byte) token} : new byte[0];
    }

    @Override
    public String nameOf(int token) {
        return token < 256 ? "<" + token + ">" : token == END ? endName : "<turn>";
    }
}
