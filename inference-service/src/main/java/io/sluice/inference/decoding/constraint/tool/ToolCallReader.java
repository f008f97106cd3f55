package io.sluice.inference.decoding.constraint.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the text of an answer apart, piece by piece as it comes: content, names, arguments. What could still become the mark
 * of a call is held back; arguments pass through unchanged. For texts of {@link ToolGrammar}; what does not look like a call
 * after all is content. One answer each; not thread-safe.
 */
public final class ToolCallReader {

    private enum Place { START, CONTENT, HEAD, ARGUMENTS, AFTER }

    private static final int HEAD_MAX = 256;

    private final ToolCallFormat format;
    private final Pattern head;
    private final JsonExtent extent = new JsonExtent();
    private final StringBuilder held = new StringBuilder();
    private Place place = Place.START;
    private int index = -1;

    public ToolCallReader(ToolCallFormat format) {
        this.format = format;
        this.head = Pattern.compile("\\s*\\{\\s*\"name\"\\s*:\\s*\"([A-Za-z0-9_-]{1,64})\"\\s*,\\s*\""
                + Pattern.quote(format.argumentsKey()) + "\"\\s*:\\s*");
    }

    /** How many calls have begun. */
    public int calls() {
        return index + 1;
    }

    /** Whether the answer stopped inside of a call. */
    public boolean insideCall() {
        return place == Place.HEAD || place == Place.ARGUMENTS;
    }

    /** @param text the next characters of the answer, no half surrogate pairs */
    public List<ToolCallEvent> read(String text) {
        List<ToolCallEvent> events = new ArrayList<>();
        held.append(text);
        boolean moved = true;
        while (moved && !held.isEmpty()) {
            moved = switch (place) {
                case START -> start();
                case CONTENT -> content(events);
                case HEAD -> head(events);
                case ARGUMENTS -> arguments(events);
                case AFTER -> after();
            };
        }
        return events;
    }

    /** The answer is over: what was held back is content, unless it belongs to a call that was cut short. */
    public List<ToolCallEvent> end() {
        List<ToolCallEvent> events = new ArrayList<>();
        if (place == Place.START || place == Place.CONTENT) {
            content(held.length(), events);
        }
        held.setLength(0);
        return events;
    }

    private boolean start() {
        boolean call = format.opening().isEmpty() && held.charAt(0) == '{';
        place = call ? Place.HEAD : Place.CONTENT;
        return true;
    }

    private boolean content(List<ToolCallEvent> events) {
        String mark = format.mark();
        if (mark.isEmpty()) {
            content(held.length(), events);
            return false;
        }
        int found = held.indexOf(mark);
        if (found >= 0) {
            content(found, events);
            held.delete(0, mark.length());
            place = Place.HEAD;
            return true;
        }
        int keep = Math.min(held.length(), mark.length() - 1);
        while (!mark.startsWith(held.substring(held.length() - keep))) {
            keep--;
        }
        content(held.length() - keep, events);
        return false;
    }

    private void content(int length, List<ToolCallEvent> events) {
        if (length > 0) {
            events.add(new ToolCallEvent.Content(held.substring(0, length)));
            held.delete(0, length);
        }
    }

    private boolean head(List<ToolCallEvent> events) {
        Matcher matcher = head.matcher(held);
        int brace = matcher.lookingAt() ? matcher.end() : -1;
        if (brace >= 0 && brace < held.length() && held.charAt(brace) == '{') {
            index++;
            events.add(new ToolCallEvent.Started(index, matcher.group(1)));
            held.delete(0, brace);
            extent.reset();
            place = Place.ARGUMENTS;
            return true;
        }
        boolean tooLate = brace >= 0 && brace < held.length() || held.length() > HEAD_MAX;
        if (tooLate) {
            if (!format.mark().isEmpty()) {
                events.add(new ToolCallEvent.Content(format.mark()));
            }
            place = Place.CONTENT;
        }
        return tooLate;
    }

    private boolean arguments(List<ToolCallEvent> events) {
        int length = extent.read(held);
        events.add(new ToolCallEvent.Arguments(index, held.substring(0, length)));
        held.delete(0, length);
        if (extent.isClosed()) {
            events.add(new ToolCallEvent.Finished(index));
            place = Place.AFTER;
        }
        return extent.isClosed();
    }

    /** Behind the arguments: the call's own brace, its closing, and then perhaps another call. */
    private boolean after() {
        String tail = "}" + format.closing();
        String next = format.between() + format.opening();
        int all = tail.length() + next.length();
        if (held.length() < all) {
            return false;
        }
        boolean another = held.substring(0, all).equals(tail + next);
        held.delete(0, another ? all : held.length());
        place = another ? Place.HEAD : Place.AFTER;
        return another;
    }
}
