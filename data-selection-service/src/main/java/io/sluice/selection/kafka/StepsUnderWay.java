package io.sluice.selection.kafka;

import java.util.HashMap;
import java.util.Map;

/** Which thread works for which job, so that work for a job that is over can be stopped. Thread-safe. */
final class StepsUnderWay {

    private final Map<Thread, String> jobs = new HashMap<>();

    /** The calling thread works for the job from here on. */
    synchronized void enter(String job) {
        jobs.put(Thread.currentThread(), job);
    }

    /** The calling thread works for no job any more; an interruption that came for it is gone. */
    synchronized void leave() {
        if (jobs.remove(Thread.currentThread()) == null) {
            Thread.interrupted();
        }
    }

    synchronized void stop(String job) {
        jobs.entrySet().removeIf(each -> {
            boolean wanted = each.getValue().equals(job);
            if (wanted) {
                each.getKey().interrupt();
            }
            return wanted;
        });
    }
}
