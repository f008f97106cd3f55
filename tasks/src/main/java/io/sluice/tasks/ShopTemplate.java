package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A purchase of one to three lines; the steps price each line, add up and, where asked, subtract from 100. */
final class ShopTemplate implements Template {

    private static final int[] LINES = {1, 1, 2, 2, 3};
    private static final boolean[] CHANGE = {false, true, false, true, false};

    @Override
    public String name() {
        return "shop";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> lines = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        List<Integer> prices = new ArrayList<>();
        for (String item : Words.distinct(Words.ITEMS, LINES[difficulty - 1], random)) {
            int count = Words.between(2, 5, random);
            int each = Words.between(2, 9, random);
            lines.add(count + " " + item + " at " + each);
            steps.add(item + " " + count + "*" + each + "=" + count * each);
            prices.add(count * each);
        }
        int total = prices.getFirst();
        for (int price : prices.subList(1, prices.size())) {
            steps.add(total + "+" + price + "=" + (total + price));
            total += price;
        }
        boolean change = CHANGE[difficulty - 1];
        if (change) {
            steps.add("100-" + total + "=" + (100 - total));
            total = 100 - total;
        }
        String prompt = Words.one(Words.NAMES, random) + " buys " + String.join(" and ", lines)
                + (change ? ". Change from 100?" : ". Total?");
        return new Exercise(prompt, String.join(" ", steps), Integer.toString(total));
    }
}
