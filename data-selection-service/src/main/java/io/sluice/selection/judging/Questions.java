package io.sluice.selection.judging;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSetSample;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Read;
import io.sluice.selection.dataset.RowReader;
import io.sluice.selection.duplicate.Fingerprint;
import io.sluice.selection.duplicate.NormalText;
import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowForm;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Questions from a data set: drawn by a seed, each prompt once, and held against the sets that nobody may have learned them from. */
public final class Questions {

    /** What became of the drawing. */
    public sealed interface Drawn {

        /** In the set's order. */
        record Sound(List<Question> questions) implements Drawn {
        }

        /**
         * The set can't be asked.
         *
         * @param code stable, snake_case
         */
        record Unfit(String code, String message) implements Drawn {
        }
    }

    private final DataSets sets;

    public Questions(DataSets sets) {
        this.sets = sets;
    }

    /** At most so many; the same for the same set and seed. Blocks. */
    public Drawn draw(DataSet set, int itemsMax, long seed) throws IOException {
        Fingerprint.Maker prints = new Fingerprint.Maker();
        Set<Fingerprint> seen = new HashSet<>();
        Map<Long, Row> drawn = new TreeMap<>();
        long[] plain = {-1};
        new DataSetSample(sets, set).each(itemsMax, seed, row -> {
            if (row.form() == RowForm.PLAIN) {
                plain[0] = plain[0] < 0 ? row.ordinal() : plain[0];
            } else if (seen.add(prints.of(NormalText.of(row.prompt())))) {
                drawn.put(row.ordinal(), row);
            }
        });
        if (plain[0] >= 0) {
            return new Drawn.Unfit("question_without_prompt", "record " + (plain[0] + 1) + " of " + set.digest()
                    + " is plain text: a question needs a prompt and the response that is right");
        }
        return new Drawn.Sound(drawn.values().stream().map(row -> new Question(row.ordinal() + 1, row.prompt(), row.response())).toList());
    }

    /**
     * Where one of the questions stands in a set, as a sentence; empty: nowhere. A row is a question again if it has its prompt or, where it
     * is plain text, all of its text, but for layout. Reads the set once, in memory for the questions alone. Blocks.
     *
     * @param asked what the questions are called, for the sentence
     * @param where what the set is called
     */
    public Optional<String> leak(List<Question> questions, String asked, DataSet set, String where) throws IOException {
        Fingerprint.Maker prints = new Fingerprint.Maker();
        Map<Fingerprint, Question> prompts = new HashMap<>();
        Map<Fingerprint, Question> texts = new HashMap<>();
        for (Question question : questions) {
            prompts.put(prints.of(NormalText.of(question.prompt())), question);
            Row row = new Row(0, RowForm.INSTRUCTION, question.prompt(), question.expected());
            texts.put(prints.of(NormalText.of(row.text())), question);
        }
        for (int shard = 0; shard < set.shards(); shard++) {
            try (RowReader reader = sets.shard(set, shard)) {
                for (Read read = reader.next(); read != null; read = reader.next()) {
                    Question found = read.result() instanceof Row row ? found(row, prints, prompts, texts) : null;
                    if (found != null) {
                        return Optional.of("record " + found.line() + " of the " + asked + " is line " + read.line() + " of the " + where + ", "
                                + set.digest() + ": what was learned proves nothing");
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable Question found(Row row, Fingerprint.Maker prints, Map<Fingerprint, Question> prompts, Map<Fingerprint, Question> texts) {
        return row.form() == RowForm.PLAIN ? texts.get(prints.of(NormalText.of(row.response())))
                : prompts.get(prints.of(NormalText.of(row.prompt())));
    }
}
