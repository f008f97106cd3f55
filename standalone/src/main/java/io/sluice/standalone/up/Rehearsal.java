package io.sluice.standalone.up;

import io.sluice.standalone.launch.Running;

/** What the training run asks of the platform, so that the caches hold the classes of real requests. */
final class Rehearsal {

    private Rehearsal() {
    }

    static void run(Running platform) {
    }
}
