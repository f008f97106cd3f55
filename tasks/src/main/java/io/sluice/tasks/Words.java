package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The words that exercises are made of, and seeded draws from them. */
final class Words {

    static final List<String> LETTERS = "abcdefghijklmnopqrstuvwxyz".chars().mapToObj(Character::toString).toList();

    /** For exercises that compare letters: which of 26 are equal takes a tiny model most of its training to learn. */
    static final List<String> FEW_LETTERS = LETTERS.subList(0, 10);

    static final List<Integer> TWO_DIGITS = IntStream.range(10, 100).boxed().toList();
    static final List<String> NAMES =
            List.of("Ann", "Bob", "Dan", "Eve", "Fay", "Gus", "Ida", "Jon", "Kim", "Leo", "Sam", "Tom");
    static final List<String> ITEMS =
            List.of("pens", "cups", "hats", "bags", "keys", "maps", "pots", "fans", "toys", "caps");

    private Words() {}

    static <T> T one(List<T> pool, RandomGenerator random) {
        return pool.get(random.nextInt(pool.size()));
    }

    /** Draws without replacement, in random order. */
    static <T> List<T> distinct(List<T> pool, int count, RandomGenerator random) {
        List<T> rest = new ArrayList<>(pool);
        List<T> drawn = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drawn.add(rest.remove(random.nextInt(rest.size())));
        }
        return drawn;
    }

    /** Draws with replacement. */
    static <T> List<T> any(List<T> pool, int count, RandomGenerator random) {
        List<T> drawn = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drawn.add(one(pool, random));
        }
        return drawn;
    }

    /** A number in {@code [low, high]}. */
    static int between(int low, int high, RandomGenerator random) {
        return random.nextInt(low, high + 1);
    }
}
