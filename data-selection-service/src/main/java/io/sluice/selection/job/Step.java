package io.sluice.selection.job;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A piece of a job's work. May be done twice, by anybody: what it leaves is the same. */
public sealed interface Step extends Comparable<Step> {

    /** As facts and tasks name it. */
    String name();

    /** The selector learns what it scores by. */
    record Prepare() implements Step {

        @Override
        public String name() {
            return "prepare";
        }
    }

    /** One shard's rows are scored. */
    record Score(int shard) implements Step {

        @Override
        public String name() {
            return "score/" + shard;
        }
    }

    /** The rows are chosen and written. */
    record Merge() implements Step {

        @Override
        public String name() {
            return "merge";
        }
    }

    Step PREPARE = new Prepare();
    Step MERGE = new Merge();
    Pattern SCORE = Pattern.compile("score/(0|[1-9][0-9]{0,8})");

    /** @throws IllegalArgumentException where no step has that name */
    static Step named(String name) {
        Matcher score = SCORE.matcher(name);
        if (score.matches()) {
            return new Score(Integer.parseInt(score.group(1)));
        }
        return switch (name) {
            case "prepare" -> PREPARE;
            case "merge" -> MERGE;
            default -> throw new IllegalArgumentException("no step is named " + name);
        };
    }

    private int place() {
        return switch (this) {
            case Prepare prepare -> -1;
            case Score(int shard) -> shard;
            case Merge merge -> Integer.MAX_VALUE;
        };
    }

    /** In the order in which they are begun. */
    @Override
    default int compareTo(Step other) {
        return Integer.compare(place(), other.place());
    }
}
