package io.sluice.workflow.agent;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom an agent named as the next one: the last line of its text is {@code NEXT: name}.
 *
 * @param rest  the text without that line
 * @param agent absent: nobody, or somebody who is no agent of the workflow; then the line stays where it is
 */
record Suggestion(String rest, @Nullable String agent) {

    private static final Pattern LINE = Pattern.compile("(?i)(?:^|\\n)[ \\t]*next[ \\t]*:[ \\t]*([A-Za-z0-9._-]+)\\s*$");

    static Suggestion of(String text, Set<String> agents) {
        Matcher matcher = LINE.matcher(text);
        return matcher.find() && agents.contains(matcher.group(1))
                ? new Suggestion(text.substring(0, matcher.start()).stripTrailing(), matcher.group(1))
                : new Suggestion(text, null);
    }
}
