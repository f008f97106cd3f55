package io.sluice.trainer.task;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Rows of named cells; the step repeats the asked row up to the asked column. */
final class TableTemplate implements Template {

    private static final int[] ROWS = {2, 3, 3, 4, 5};
    private static final int[] COLUMNS = {2, 2, 3, 3, 3};

    @Override
    public String name() {
        return "table";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> names = Words.distinct(Words.NAMES, ROWS[difficulty - 1], random);
        List<String> items = Words.distinct(Words.ITEMS, COLUMNS[difficulty - 1], random);
        int askedRow = random.nextInt(names.size());
        int askedColumn = random.nextInt(items.size());
        List<String> rows = new ArrayList<>();
        String steps = "";
        String answer = "";
        for (int r = 0; r < names.size(); r++) {
            StringBuilder row = new StringBuilder(names.get(r));
            for (int c = 0; c < items.size(); c++) {
                int value = Words.between(1, 9, random);
                row.append(' ').append(items.get(c)).append('=').append(value);
                if (r == askedRow && c == askedColumn) {
                    steps = row.toString();
                    answer = Integer.toString(value);
                }
            }
            rows.add(row.toString());
        }
        String question = ". " + names.get(askedRow) + " " + items.get(askedColumn) + "?";
        return new Exercise(String.join("; ", rows) + question, steps, answer);
    }
}
