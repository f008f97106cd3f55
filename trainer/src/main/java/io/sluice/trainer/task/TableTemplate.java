package io.sluice.trainer.task;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Table: A1 hats A2 pens B1 toys B2 cups; find B1 A2}; each step repeats a cell, which row and column name. */
final class TableTemplate implements Template {

    private static final int[] ROWS = {2, 2, 3, 4, 5};
    private static final int[] COLUMNS = {2, 3, 3, 3, 3};
    private static final int[] ASKED = {1, 2, 2, 3, 3};

    private record Cell(String place, String item) {}

    @Override
    public String name() {
        return "table";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<Cell> cells = new ArrayList<>();
        for (int row = 0; row < ROWS[difficulty - 1]; row++) {
            for (int column = 1; column <= COLUMNS[difficulty - 1]; column++) {
                cells.add(new Cell((char) ('A' + row) + "" + column, Words.one(Words.ITEMS, random)));
            }
        }
        List<Cell> asked = Words.distinct(cells, ASKED[difficulty - 1], random);
        String prompt = "Table: " + spell(cells) + "; find " + String.join(" ", asked.stream().map(Cell::place).toList());
        return new Exercise(prompt, spell(asked), String.join(" ", asked.stream().map(Cell::item).toList()));
    }

    private static String spell(List<Cell> cells) {
        return String.join(" ", cells.stream().map(cell -> cell.place() + " " + cell.item()).toList());
    }
}
