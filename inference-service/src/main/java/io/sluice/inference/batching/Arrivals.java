package io.sluice.inference.batching;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests on their way to the engine thread, and their places among those that wait. A request of several jobs has one
 * place, until the last of them waits no longer.
 */
final class Arrivals {

    /** Of jobs that arrived together. */
    static final class Place {

        private int left;

        private Place(int jobs) {
            this.left = jobs;
        }
    }

    private final Queue<List<Job>> queue = new ConcurrentLinkedQueue<>();
    private final Door door;

    Arrivals(int waitingMax) {
        this.door = new Door(waitingMax);
    }

    /**
     * From any thread.
     *
     * @param jobs    of one tenant, at least one
     * @param closing whether nobody will {@link #poll} any more
     * @return whether they were taken
     */
    boolean offer(List<Job> jobs, BooleanSupplier closing) {
        String tenant = jobs.getFirst().request.tenant();
        if (closing.getAsBoolean() || !door.enter(tenant)) {
            return false;
        }
        Place place = new Place(jobs.size());
        jobs.forEach(job -> job.place = place);
        queue.add(jobs);
        if (closing.getAsBoolean() && queue.remove(jobs)) {
            door.leave(tenant);
            return false;
        }
        return true;
    }

    /** The next ones, which wait from now on; null when there are none. Used by the engine thread. */
    @Nullable List<Job> poll() {
        return queue.poll();
    }

    /** The job does not wait any more. Used by the engine thread. */
    void waitsNoLonger(Job job) {
        if (job.place != null && --job.place.left == 0) {
            door.leave(job.request.tenant());
        }
    }

    /** Requests. From any thread. */
    int waiting() {
        return door.waiting();
    }
}
