package io.sluice.workflow.definition;

import com.google.re2j.Pattern;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.Writer;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Mustache over strings, for prompts: {@code {{input}}}, {@code {{output.solver}}}, and sections on whether a variable has
 * a text. Values are never looked into (no reflection, no lambdas), what they hold is never read as a template again, and
 * partials, blocks and other delimiters are refused, so a rendering is no longer than its variables make it.
 */
public final class Templates {

    /** What comes before an agent's name in the variable of its last output. */
    public static final String OUTPUT = "output.";

    private static final int RENDERED_MAX = 1 << 20;
    private static final int SECTIONS_MAX = 64;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*");
    private static final Mustache.Compiler COMPILER = Mustache.compiler()
            .escapeHTML(false)
            .emptyStringIsFalse(true)
            .withLoader(_ -> {
                throw new IllegalStateException("partials are refused when a template is compiled");
            })
            .withCollector(new StringsOnly());

    private Templates() {
    }

    /** What came of compiling. */
    public sealed interface Compilation {

        /** @param message a sentence for who wrote the template */
        record Broken(String message) implements Compilation {
        }

        /** @param variables in the order in which they first appear */
        record Compiled(Template template, Set<String> variables) implements Compilation {
        }
    }

    /** What came of rendering. */
    public sealed interface Rendering {

        record Rendered(String text) implements Rendering {
        }

        /** @param message names the variable that is missing, or the limit; holds no value of any variable */
        record Failed(String message) implements Rendering {
        }
    }

    public static Compilation compile(String text) {
        try {
            Template template = COMPILER.compile(text);
            Contents contents = new Contents();
            template.visit(contents);
            if (text.contains("{{=")) {
                return new Compilation.Broken("delimiters can't be changed");
            }
            return contents.problem != null
                    ? new Compilation.Broken(contents.problem)
                    : new Compilation.Compiled(template, Collections.unmodifiableSet(contents.variables));
        } catch (MustacheException e) {
            return new Compilation.Broken("it is no Mustache template: " + e.getMessage());
        } catch (StringIndexOutOfBoundsException e) {
            // JMustache on a tag without a name
            return new Compilation.Broken("it is no Mustache template: a tag is empty");
        }
    }

    /**
     * Renders what compiles. Sections on a variable that is missing are as on one without a text; a missing variable itself
     * is a failure.
     *
     * @param variables by name; names with dots are as they are written in templates
     */
    public static Rendering render(String text, Map<String, String> variables) {
        return switch (compile(text)) {
            case Compilation.Broken broken -> new Rendering.Failed(broken.message());
            case Compilation.Compiled compiled -> render(compiled, variables);
        };
    }

    public static Rendering render(Compilation.Compiled compiled, Map<String, String> variables) {
        Bounded bounded = new Bounded();
        try {
            compiled.template().execute(new TreeMap<>(variables), bounded);
            return new Rendering.Rendered(bounded.text.toString());
        } catch (MustacheException.Context e) {
            return new Rendering.Failed("the variable '" + missing(compiled, e.key, variables) + "' is not known");
        } catch (Bounded.Full e) {
            return new Rendering.Failed("the text would have more than " + RENDERED_MAX + " characters");
        }
    }

    /** JMustache tells the first part of a name with dots. */
    private static String missing(Compilation.Compiled compiled, String first, Map<String, String> variables) {
        return compiled.variables().stream()
                .filter(name -> (name.equals(first) || name.startsWith(first + ".")) && !variables.containsKey(name))
                .findFirst().orElse(first);
    }

    /** Goes through a template once and says what it uses. */
    private static final class Contents implements Mustache.Visitor {

        private final Set<String> variables = new LinkedHashSet<>();
        private @Nullable String problem;
        private int sections;

        @Override
        public void visitText(String text) {
            if (text.contains("{{")) {
                refuse("a tag is not closed");
            }
        }

        @Override
        public void visitVariable(String name) {
            if (!name.equals(".")) {
                variable(name);
            }
        }

        @Override
        public boolean visitInclude(String name) {
            return refuse("partials are not taken");
        }

        @Override
        public boolean visitParent(String name) {
            return refuse("partials are not taken");
        }

        @Override
        public boolean visitBlock(String name) {
            return refuse("blocks are not taken");
        }

        @Override
        public boolean visitSection(String name) {
            variable(name);
            return ++sections <= SECTIONS_MAX || refuse("it has more than " + SECTIONS_MAX + " sections");
        }

        @Override
        public boolean visitInvertedSection(String name) {
            return visitSection(name);
        }

        private void variable(String name) {
            if (NAME.matches(name)) {
                variables.add(name);
            } else {
                refuse("'" + name.substring(0, Math.min(40, name.length())) + "' is no name of a variable");
            }
        }

        private boolean refuse(String message) {
            problem = problem == null ? message : problem;
            return false;
        }
    }

    /** Only a map of strings has anything in it, and only by whole names. */
    private static final class StringsOnly implements Mustache.Collector {

        @Override
        public @Nullable Iterator<?> toIterator(Object value) {
            return value instanceof String ? null : List.of().iterator();
        }

        @Override
        public Mustache.@Nullable VariableFetcher createFetcher(Object context, String name) {
            return context instanceof Map<?, ?> ? StringsOnly::value : null;
        }

        private static Object value(Object context, String name) {
            Object value = ((Map<?, ?>) context).get(name);
            return value == null ? Template.NO_FETCHER_FOUND : value;
        }

        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return new ConcurrentHashMap<>();
        }
    }

    private static final class Bounded extends Writer {

        private static final class Full extends RuntimeException {
            Full() {
                super("full", null, false, false);
            }
        }

        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(char[] characters, int offset, int length) {
            if (text.length() + length > RENDERED_MAX) {
                throw new Full();
            }
            text.append(characters, offset, length);
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
