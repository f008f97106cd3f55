package io.sluice.workflow.agent;

import java.time.Duration;

/** Waits; heeds interruption. */
@FunctionalInterface
interface Pause {

    void pause(Duration time) throws InterruptedException;
}
