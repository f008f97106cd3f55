package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** {@code Tom has 35 pens. Bob adds 7. Eve takes 3. How many?}; each step names who changed the running number. */
final class StoryTemplate implements Template {

    @Override
    public String name() {
        return "story";
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        List<String> names = Words.distinct(Words.NAMES, 1 + difficulty, random);
        // Five changes of at most 9 each way stay within two digits.
        int number = Words.between(30, 60, random);
        StringBuilder prompt =
                new StringBuilder(names.getFirst() + " has " + number + " " + Words.one(Words.ITEMS, random) + ".");
        List<String> steps = new ArrayList<>();
        for (String name : names.subList(1, names.size())) {
            boolean adds = number < 20 || (number < 90 && random.nextBoolean());
            int amount = Words.between(2, 9, random);
            prompt.append(' ').append(name).append(adds ? " adds " : " takes ").append(amount).append('.');
            int next = adds ? number + amount : number - amount;
            steps.add(name + " " + number + (adds ? "+" : "-") + amount + "=" + next);
            number = next;
        }
        return new Exercise(prompt + " How many?", String.join(" ", steps), Integer.toString(number));
    }
}
