package io.sluice.selection.row;

/**
 * The one rule by which a row becomes text. Prompt and response stand one after the other as a model reads them, with a
 * line break between them where neither brings white space of its own; no names of roles and no markers, which would make
 * rows of one form look alike.
 */
final class RowText {

    private RowText() {
    }

    static String of(String prompt, String response) {
        if (prompt.isEmpty() || response.isEmpty()) {
            return prompt + response;
        }
        boolean apart = Character.isWhitespace(prompt.charAt(prompt.length() - 1)) || Character.isWhitespace(response.charAt(0));
        return apart ? prompt + response : prompt + "\n" + response;
    }
}
