package io.sluice.benchmarks.workflow;

import io.sluice.benchmarks.workflow.Environment.Split;
import io.sluice.workflow.scheduling.policy.Schedulers;
import io.sluice.workflow.scheduling.value.Learner;
import io.sluice.workflow.scheduling.value.Values;
import java.util.ArrayList;
import java.util.List;

/** A contender learns from one run after another, then is examined with what it knows. */
record Course(Contender contender, List<Played> learning, List<Played> test, Values values) {

    /** Runs that share one snapshot of values, as runs under way do. */
    private static final int SNAPSHOT = 5;

    static Course of(Environment environment, Contender contender, int episodes, int tests, long seed) throws InterruptedException {
        Learner learner = Schedulers.learner(contender.workflow(environment));
        Values values = Values.EMPTY;
        Player player = new Player(environment, contender, values);
        List<Played> learning = new ArrayList<>();
        for (int i = 0; i < episodes; i++) {
            Played played = player.play(environment.task(Split.LEARN, i), seed);
            learning.add(played);
            if (contender.learns()) {
                values = learner.learn(values, played.episode());
                player = (i + 1) % SNAPSHOT == 0 ? new Player(environment, contender, values) : player;
            }
        }
        return new Course(contender, learning, examine(environment, new Player(environment, contender, values), tests, seed), values);
    }

    static List<Played> examine(Environment environment, Player player, int tests, long seed) throws InterruptedException {
        List<Played> test = new ArrayList<>();
        for (int i = 0; i < tests; i++) {
            test.add(player.play(environment.task(Split.TEST, i), seed));
        }
        return test;
    }
}
