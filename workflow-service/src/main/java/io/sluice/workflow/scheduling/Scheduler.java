package io.sluice.workflow.scheduling;

import java.util.random.RandomGenerator;

/** Chooses who goes next. Pure: the same situation, values and random numbers make the same choice. */
public interface Scheduler {

    Choice next(Situation situation, RandomGenerator random);
}
