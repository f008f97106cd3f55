package io.sluice.inference.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the names of control tokens that people write apart from the control tokens that a chat template writes.
 *
 * <p>The names in messages are replaced by {@link Disguise placeholders} before the template runs, so that trimming and
 * testing of contents still work. In what the template gives, the remaining names are its own: the text is cut there, as
 * Hugging Face's tokenizer would, and the placeholders are turned back before each piece is encoded as plain text.
 */
final class ControlTokens {

    /** A control token, or the text between two ({@code token} is -1). */
    record Piece(int token, String text) {
    }

    private static final int FIRST_PRIVATE_LETTER = 0xE000;
    private static final int LAST_PRIVATE_LETTER = 0xF8FF;

    /** Longest name first: where two begin at one place, the longer is meant. */
    private final List<TokenizerJson.Added> tokens;

    ControlTokens(List<TokenizerJson.Added> tokens) {
        this.tokens = tokens.stream()
                .sorted(Comparator.comparingInt((TokenizerJson.Added t) -> t.content().length()).reversed()).toList();
    }

    boolean occursIn(String text) {
        return tokens.stream().anyMatch(token -> text.contains(token.content()));
    }

    /** @throws ChatTemplateException when the conversation uses every private letter of Unicode */
    Disguise disguise(Conversation conversation) {
        String mark = unused(conversation);
        return new Disguise(conversation.map(text -> disguised(text, mark)), mark);
    }

    private String disguised(String text, String mark) {
        String hidden = text;
        for (int i = 0; i < tokens.size(); i++) {
            hidden = hidden.replace(tokens.get(i).content(), mark + i + mark);
        }
        return hidden;
    }

    private static String unused(Conversation conversation) {
        for (int letter = FIRST_PRIVATE_LETTER; letter <= LAST_PRIVATE_LETTER; letter++) {
            String mark = Character.toString(letter);
            if (conversation.texts().noneMatch(text -> text.contains(mark))) {
                return mark;
            }
        }
        throw new ChatTemplateException("the messages use every private letter of Unicode");
    }

    /** A conversation with placeholders, and the way back. */
    final class Disguise {

        private final Conversation conversation;
        private final String mark;

        private Disguise(Conversation conversation, String mark) {
            this.conversation = conversation;
            this.mark = mark;
        }

        Conversation conversation() {
            return conversation;
        }

        String reveal(String text) {
            String revealed = text;
            for (int i = 0; i < tokens.size(); i++) {
                revealed = revealed.replace(mark + i + mark, tokens.get(i).content());
            }
            return revealed;
        }
    }

    /** Cuts a text at every control token's name; a token that strips takes the white space beside it along. */
    List<Piece> split(String text) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < text.length(); ) {
            TokenizerJson.Added token = startingAt(text, at);
            if (token == null) {
                at++;
                continue;
            }
            String before = text.substring(from, at);
            pieces.add(new Piece(-1, token.leftStrip() ? before.stripTrailing() : before));
            pieces.add(new Piece(token.id(), token.content()));
            at += token.content().length();
            while (token.rightStrip() && at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            from = at;
        }
        pieces.add(new Piece(-1, text.substring(from)));
        return pieces;
    }

    private TokenizerJson.@Nullable Added startingAt(String text, int at) {
        for (TokenizerJson.Added token : tokens) {
            if (text.startsWith(token.content(), at)) {
                return token;
            }
        }
        return null;
    }
}
