package io.sluice.workflow.agent;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import io.sluice.workflow.strategy.CallFailedException;
import java.io.Writer;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Mustache over a map of texts and nothing else: no partials, no lambdas, no methods or fields of objects. */
final class Template {

    private static final int LENGTH_MAX = 1 << 20;
    private static final Mustache.Compiler COMPILER = Mustache.compiler()
            .escapeHTML(false).emptyStringIsFalse(true).withCollector(new MapsOnly())
            .withLoader(name -> {
                throw new MustacheException("there are no partials");
            });

    private Template() {
    }

    /** @throws CallFailedException {@code template_error}: it cannot be read, names what is not there, or grows too long */
    static String render(String template, Map<String, String> variables) throws CallFailedException {
        Bounded text = new Bounded();
        try {
            COMPILER.compile(template).execute(variables, text);
        } catch (MustacheException wrong) {
            throw new CallFailedException("template_error", "the template cannot be rendered: " + wrong.getMessage(), false);
        }
        return text.builder.toString();
    }

    private static final class MapsOnly implements Mustache.Collector {

        @Override
        public @Nullable Iterator<?> toIterator(Object value) {
            return null;
        }

        @Override
        public Mustache.@Nullable VariableFetcher createFetcher(Object context, String name) {
            return context instanceof Map<?, ?> ? MapsOnly::get : null;
        }

        private static Object get(Object context, String name) {
            Object value = ((Map<?, ?>) context).get(name);
            return value == null ? com.samskivert.mustache.Template.NO_FETCHER_FOUND : value;
        }

        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return new ConcurrentHashMap<>();
        }
    }

    private static final class Bounded extends Writer {

        private final StringBuilder builder = new StringBuilder();

        @Override
        public void write(char[] characters, int offset, int length) {
            if (builder.length() + length > LENGTH_MAX) {
                throw new MustacheException("the text grows longer than " + LENGTH_MAX + " characters");
            }
            builder.append(characters, offset, length);
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    }
}
