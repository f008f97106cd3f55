package io.sluice.inference.engine;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.ToolUse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face's own tokenizer, twice: as the file says, for what the chat template writes, and without control tokens,
 * for what people write.
 *
 * <p>A tokenizer of the SentencePiece kind puts a space before a text, and then the encoding's bytes begin with it.
 */
final class HuggingFaceText implements Tokenizer, AutoCloseable {

    private static final int REPLACEMENT = 0xFFFD;
    private static final Map<String, String> AS_IT_IS =
            Map.of("truncation", "do_not_truncate", "padding", "do_not_pad");

    private final HuggingFaceTokenizer whole;
    private final HuggingFaceTokenizer plain;
    /** Held by every use of the native tokenizers, whose memory {@link #close} frees. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;
    private final TokenBytes bytes;
    private final int[] prefix;
    private final ControlTokens control;
    private final @Nullable ChatTemplate template;

    private HuggingFaceText(HuggingFaceTokenizer whole, HuggingFaceTokenizer plain, TokenBytes bytes,
            ControlTokens control, @Nullable ChatTemplate template, @Nullable Integer bos) {
        this.whole = whole;
        this.plain = plain;
        this.bytes = bytes;
        this.control = control;
        this.template = template;
        this.prefix = prefix(whole, bos);
    }

    /**
     * @param vocabularySize ids that the model has
     * @throws ModelRefusedException when the tokenizer can't be read or has ids that the model has not
     */
    static HuggingFaceText load(Path folder, int vocabularySize) {
        TokenizerJson json = new TokenizerJson(JsonFile.read(folder, "tokenizer.json"));
        if (json.size() > vocabularySize) {
            throw new ModelRefusedException("tokenizer.json has ids up to " + (json.size() - 1)
                    + " and the model a vocabulary of " + vocabularySize);
        }
        TokenizerSettings settings = TokenizerSettings.read(folder);
        HuggingFaceTokenizer whole = open(json.withControlTokens());
        try {
            requireIds(json, whole);
            Integer bos = settings.addsBos() ? id(json, settings.bosToken()) : null;
            return new HuggingFaceText(whole, open(json.withoutControlTokens()), new TokenBytes(json, vocabularySize),
                    new ControlTokens(json.control()), settings.template(), bos);
        } catch (RuntimeException e) {
            whole.close();
            throw e;
        }
    }

    private static HuggingFaceTokenizer open(String json) {
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), AS_IT_IS);
        } catch (IOException | RuntimeException e) {
            throw new ModelRefusedException("tokenizer.json can't be used: " + e.getMessage(), e);
        }
    }

    /** Ids in the file are what the tokenizer gives; a file put together by hand may say otherwise. */
    private static void requireIds(TokenizerJson json, HuggingFaceTokenizer tokenizer) {
        for (TokenizerJson.Added token : json.control()) {
            long[] ids = tokenizer.encode(token.content(), false, false).getIds();
            if (ids.length != 1 || ids[0] != token.id()) {
                throw new ModelRefusedException("tokenizer.json gives " + token.content() + " the id " + token.id()
                        + " and encodes it as " + Arrays.toString(ids));
            }
        }
    }

    private static @Nullable Integer id(TokenizerJson json, String content) {
        return json.added().stream().filter(token -> token.content().equals(content))
                .map(TokenizerJson.Added::id).findFirst().orElse(json.vocabulary().get(content));
    }

    /** What the tokenizer puts before every text. */
    private static int[] prefix(HuggingFaceTokenizer tokenizer, @Nullable Integer bos) {
        int[] with = ids(tokenizer.encode("a", true, false).getIds());
        int[] without = ids(tokenizer.encode("a", false, false).getIds());
        for (int start = 0; start + without.length <= with.length; start++) {
            if (Arrays.equals(with, start, start + without.length, without, 0, without.length)) {
                return start == 0 && bos != null ? new int[] {bos} : Arrays.copyOf(with, start);
            }
        }
        throw new ModelRefusedException("tokenizer.json changes a text when it adds control tokens to it");
    }

    @Override
    public int[] encode(String text) {
        return concat(prefix, plain(text));
    }

    @Override
    public int[] encodeChat(List<ChatMessage> messages, List<ToolUse.Tool> tools) {
        if (template == null) {
            throw new ChatTemplateException("the model has no chat template; use a plain completion");
        }
        Conversation conversation = Conversation.of(messages, tools);
        if (conversation.texts().noneMatch(control::occursIn)) {
            return encodeRendered(template.render(conversation));
        }
        ControlTokens.Disguise disguise = control.disguise(conversation);
        int[] all = {};
        for (ControlTokens.Piece piece : control.split(template.render(disguise.conversation()))) {
            all = concat(all, piece.token() >= 0 ? new int[] {piece.token()} : plain(disguise.reveal(piece.text())));
        }
        return all;
    }

    @Override
    public String template() {
        return template == null ? "" : template.text();
    }

    /** What a chat template gave: names of control tokens are control tokens, and nothing is put before the text. */
    int[] encodeRendered(String text) {
        return ids(whole, text);
    }

    /** The text without control tokens, whatever it says. */
    private int[] plain(String text) {
        int guard = text.indexOf(TokenizerJson.GUARD);
        if (guard >= 0) {
            int cut = guard + TokenizerJson.GUARD.length() / 2;
            return concat(plain(text.substring(0, cut)), plain(text.substring(cut)));
        }
        return text.isEmpty() ? new int[0] : ids(plain, text);
    }

    private int[] ids(HuggingFaceTokenizer tokenizer, String text) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the model is closed");
            }
            return ids(tokenizer.encode(wellFormed(text), false, false).getIds());
        } finally {
            use.readLock().unlock();
        }
    }

    /** Half a surrogate pair is no character; the native side would spoil the rest of the text with it. */
    private static String wellFormed(String text) {
        if (text.codePoints().noneMatch(HuggingFaceText::isSurrogate)) {
            return text;
        }
        StringBuilder mended = new StringBuilder(text.length());
        text.codePoints().forEach(point -> mended.appendCodePoint(isSurrogate(point) ? REPLACEMENT : point));
        return mended.toString();
    }

    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    @Override
    public byte[] bytesOf(int token) {
        return bytes.of(token);
    }

    @Override
    public String nameOf(int token) {
        return bytes.name(token);
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                whole.close();
                plain.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }

    private static int[] ids(long[] ids) {
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    private static int[] concat(int[] a, int[] b) {
        return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }
}
