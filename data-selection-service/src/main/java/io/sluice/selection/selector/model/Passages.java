package io.sluice.selection.selector.model;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Knob;
import io.sluice.selection.selector.Likelihoods.Passage;
import io.sluice.selection.selector.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a row a model is asked about. Long rows are cut into pieces of equal length, since a mean over tokens compares only
 * rows whose tokens have about as much before them; of very long rows some pieces are taken, evenly from beginning to end.
 */
public final class Passages {

    static final Knob.Choice SCORED = new Knob.Choice("scored", "text", List.of("text", "response"),
            "all of a row, or its response given its prompt");
    static final Knob.Choice FORM = new Knob.Choice("form", "auto", List.of("auto", "text", "chat"),
            "chat: the response as the answer to the prompt in the model's chat template, which alone is scored; text: as it stands; "
                    + "auto: chat where the model was trained for the job, text otherwise");
    static final Knob.Quantity CHUNK = Knob.Quantity.count("chunk", 2_000, 16, 1_000_000, "characters of a piece at most");
    static final Knob.Quantity CHUNKS_MAX = Knob.Quantity.count("chunks-max", 4, 1, 64, "pieces of a row that are asked about at most");

    private final boolean chat;
    private final boolean response;
    private final int chunk;
    private final int chunksMax;

    Passages(Settings settings) {
        this(settings.is(FORM, "chat"), settings.is(SCORED, "response"), settings.count(CHUNK), settings.count(CHUNKS_MAX));
    }

    /** Text as it stands. */
    public Passages(boolean response, int chunk, int chunksMax) {
        this(false, response, chunk, chunksMax);
    }

    /**
     * @param chat     whether rows are conversations in the model's chat template
     * @param response whether only the response is scored, given the prompt
     */
    public Passages(boolean chat, boolean response, int chunk, int chunksMax) {
        this.chat = chat;
        this.response = response;
        this.chunk = chunk;
        this.chunksMax = chunksMax;
    }

    /** At least one. */
    public List<Passage> of(Row row) {
        return chat ? List.of(conversation(row)) : pieces(row);
    }

    /** A piece of an answer that does not begin it is none that a model was taught, so that of a long one the beginning is taken. */
    private Passage conversation(Row row) {
        return new Passage(end(row.prompt(), chunk), beginning(row.response(), chunk), true);
    }

    /** So many characters at most, none cut in two. */
    public static String beginning(String text, int length) {
        return text.length() > length ? text.substring(0, whole(text, 0, length)) : text;
    }

    /** About so many characters, none cut in two. */
    static String end(String text, int length) {
        return text.length() > length ? text.substring(whole(text, 0, text.length() - length)) : text;
    }

    private List<Passage> pieces(Row row) {
        String text = row.text();
        int from = response ? text.length() - row.response().length() : 0;
        int length = text.length() - from;
        int pieces = Math.max(1, (length + chunk - 1) / chunk);
        int taken = Math.min(pieces, chunksMax);
        List<Passage> passages = new ArrayList<>(taken);
        for (int i = 0; i < taken; i++) {
            int piece = taken == 1 ? 0 : (int) ((long) i * (pieces - 1) / (taken - 1));
            int begin = from + whole(text, from, (long) piece * length / pieces);
            int end = from + whole(text, from, (long) (piece + 1) * length / pieces);
            String before = response ? text.substring(from + whole(text, from, Math.max(-from, begin - from - (long) chunk)), begin) : "";
            passages.add(new Passage(before, text.substring(begin, end)));
        }
        return passages;
    }

    /** A place that cuts no character in two. */
    private static int whole(String text, int from, long offset) {
        int at = (int) (from + offset);
        boolean inside = at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) && Character.isHighSurrogate(text.charAt(at - 1));
        return at - from - (inside ? 1 : 0);
    }
}
