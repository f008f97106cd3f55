package io.sluice.inference.engine;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The filters that a Jinja template names. A renderer that doesn't know one puts nothing in its place, silently. */
final class TemplateFilters {

    private static final Pattern BLOCK = Pattern.compile("\\{\\{.*?}}|\\{%.*?%}", Pattern.DOTALL);
    private static final Pattern STRING = Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"", Pattern.DOTALL);
    private static final Pattern FILTER = Pattern.compile("\\|\\s*([A-Za-z_]\\w*)");

    private TemplateFilters() {
    }

    static Set<String> in(String template) {
        // Strings first: they may hold both braces and bars.
        String bare = STRING.matcher(template).replaceAll("''");
        Set<String> names = new TreeSet<>();
        BLOCK.matcher(bare).results().map(MatchResult::group).forEach(block ->
                FILTER.matcher(block).results().forEach(match -> names.add(match.group(1))));
        return names;
    }
}
