package io.sluice.inference.engine;

import java.beans.FeatureDescriptor;
import java.util.Collections;
import java.util.Iterator;
import java.util.Locale;
import java.util.Objects;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/** The methods of Python's strings that chat templates call and Java's strings have not. */
final class PythonStrings extends ELResolver {

    private static final String WHITE_SPACE = " \t\n\r\u000B\f";

    @Override
    public @Nullable Object invoke(ELContext context, @Nullable Object base, Object method,
            Class<?> @Nullable [] types, Object @Nullable [] arguments) {
        if (!(base instanceof String text)) {
            return null;
        }
        Object first = arguments == null || arguments.length == 0 ? null : arguments[0];
        Object result = switch (String.valueOf(method)) {
            case "startswith" -> text.startsWith(Objects.toString(first));
            case "endswith" -> text.endsWith(Objects.toString(first));
            case "strip" -> stripStart(stripEnd(text, first), first);
            case "lstrip" -> stripStart(text, first);
            case "rstrip" -> stripEnd(text, first);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title", "capitalize" -> text.isEmpty()
                    ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1).toLowerCase(Locale.ROOT);
            default -> null;
        };
        context.setPropertyResolved(result != null);
        return result;
    }

    private static String stripStart(String text, @Nullable Object letters) {
        String set = letters == null ? WHITE_SPACE : letters.toString();
        int from = 0;
        while (from < text.length() && set.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        return text.substring(from);
    }

    private static String stripEnd(String text, @Nullable Object letters) {
        String set = letters == null ? WHITE_SPACE : letters.toString();
        int to = text.length();
        while (to > 0 && set.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(0, to);
    }

    @Override
    public @Nullable Object getValue(ELContext context, @Nullable Object base, @Nullable Object property) {
        return null;
    }

    @Override
    public @Nullable Class<?> getType(ELContext context, @Nullable Object base, @Nullable Object property) {
        return null;
    }

    @Override
    public void setValue(ELContext context, @Nullable Object base, @Nullable Object property, @Nullable Object value) {
        // Has no properties; the next resolver may.
    }

    @Override
    public boolean isReadOnly(ELContext context, @Nullable Object base, @Nullable Object property) {
        return true;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, @Nullable Object base) {
        return Collections.emptyIterator();
    }

    @Override
    public @Nullable Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
        return null;
    }
}
