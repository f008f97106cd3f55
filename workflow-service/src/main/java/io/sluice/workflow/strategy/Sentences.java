package io.sluice.workflow.strategy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * A text cut into sentences and what stands between them; put together again it is the same, byte for byte.
 *
 * @param gaps before each sentence and after the last: one more than there are sentences
 */
record Sentences(List<String> sentences, List<String> gaps) {

    /** A sentence ends with its mark (and closing quotes) before a blank, or with its line. */
    private static final Pattern SENTENCE = Pattern.compile("[^\\s](?:[^\\n]*?[.!?…][\"'”’)]*(?:\\s|$)|[^\\n]*(?:\\n|$))");

    static Sentences of(String text) {
        List<String> sentences = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        Matcher matcher = SENTENCE.matcher(text);
        int end = 0;
        while (matcher.find(end)) {
            String sentence = matcher.group().stripTrailing();
            gaps.add(text.substring(end, matcher.start()));
            sentences.add(sentence);
            end = matcher.start() + sentence.length();
            if (end >= text.length()) {
                break;
            }
        }
        gaps.add(text.substring(end));
        return new Sentences(List.copyOf(sentences), List.copyOf(gaps));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences.size(); i++) {
            text.append(gaps.get(i)).append(sentences.get(i));
        }
        return text.append(gaps.getLast()).toString();
    }

    Sentences with(int position, String sentence) {
        List<String> changed = new ArrayList<>(sentences);
        changed.set(position, sentence);
        return new Sentences(List.copyOf(changed), gaps);
    }
}
