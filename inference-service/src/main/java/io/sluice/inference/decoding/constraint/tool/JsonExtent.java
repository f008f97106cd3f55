package io.sluice.inference.decoding.constraint.tool;

/** Finds where a JSON object ends, however it is cut. */
final class JsonExtent {

    private int depth;
    private boolean string;
    private boolean escaped;

    void reset() {
        depth = 0;
        string = false;
        escaped = false;
    }

    /** Whether the object's last brace was read. */
    boolean isClosed() {
        return depth == 0;
    }

    /** @return how many of the characters belong to the object */
    int read(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (string) {
                string = escaped || c != '"';
                escaped = !escaped && c == '\\';
            } else if (c == '"') {
                string = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        return text.length();
    }
}
