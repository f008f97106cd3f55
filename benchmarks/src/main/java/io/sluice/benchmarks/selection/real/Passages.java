package io.sluice.benchmarks.selection.real;

import java.util.ArrayList;
import java.util.List;

/** Cuts a file's text into passages of whole lines, of a hundred to six hundred characters, mostly letters. */
final class Passages {

    static final int CHARACTERS_MIN = 100;
    static final int CHARACTERS_MAX = 600;
    /** Of characters; less are tables, rulers and data. */
    private static final double LETTERS_MIN = 0.4;

    private final List<String> found = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();

    private Passages() {
    }

    /** Blank lines end a passage that is long enough; a line that would make it too long begins the next one. */
    static List<String> of(String text) {
        Passages passages = new Passages();
        for (String line : text.split("\n", -1)) {
            passages.add(line.stripTrailing());
        }
        passages.end();
        return passages.found;
    }

    private void add(String line) {
        if (line.isBlank()) {
            if (open.length() >= CHARACTERS_MIN) {
                end();
            } else if (!open.isEmpty()) {
                open.append('\n');
            }
            return;
        }
        if (open.length() + line.length() > CHARACTERS_MAX) {
            end();
        }
        if (line.length() <= CHARACTERS_MAX) {
            open.append(line).append('\n');
        }
    }

    private void end() {
        String passage = open.toString().stripTrailing();
        open.setLength(0);
        if (passage.length() >= CHARACTERS_MIN && passage.length() <= CHARACTERS_MAX
                && passage.chars().filter(Character::isLetter).count() >= LETTERS_MIN * passage.length()) {
            found.add(passage);
        }
    }
}
