package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code Table: A1 hats A2 pens B1 toys B2 cups; find B1}; a letter names the row and a digit the column, and the steps
 * walk through the cells until they meet the place, {@code A1 hats A2 pens B1 toys}.
 */
final class TableTemplate implements Template {

    private static final int[] ROWS = {2, 2, 3, 3, 4};
    private static final int[] COLUMNS = {2, 3, 2, 3, 3};

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
        int asked = random.nextInt(cells.size());
        String prompt = "Table: " + spell(cells) + "; find " + cells.get(asked).place();
        return new Exercise(prompt, spell(cells.subList(0, asked + 1)), cells.get(asked).item());
    }

    private static String spell(List<Cell> cells) {
        return String.join(" ", cells.stream().map(cell -> cell.place() + " " + cell.item()).toList());
    }
}
