package io.sluice.standalone.child;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * All child processes of one platform. A child that ends unasked completes {@link #firstDeath}; {@link #close} stops
 * every child, tier by tier and those of a tier together, and may be called at any time and by several threads: each
 * returns when all processes are gone. Nothing can be started afterwards.
 */
public final class Children implements AutoCloseable {

    private static final Duration UNREADY_STOP_LIMIT = Duration.ofSeconds(2);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(20);

    private final Guard guard;
    private final Map<String, Child> running = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Void>> readiness = new ConcurrentHashMap<>();
    private final Map<String, String> reasons = new ConcurrentHashMap<>();
    private final CompletableFuture<Death> firstDeath = new CompletableFuture<>();
    private boolean closed;

    private Children(Guard guard) {
        this.guard = guard;
    }

    public static Children create() throws IOException {
        return new Children(Guard.start());
    }

    /** @throws IllegalStateException after {@link #close}, or while a child of this name runs */
    public Child start(ChildSpec spec) throws IOException {
        synchronized (running) {
            if (closed) {
                throw new IllegalStateException("the platform is stopping");
            }
            Child before = running.get(spec.name());
            if (before != null && before.isAlive()) {
                throw new IllegalStateException(spec.name() + " runs already");
            }
            spec.components().forEach(component -> readiness.put(component, new CompletableFuture<>()));
            reasons.remove(spec.name());
            Child child = Child.start(spec, announcement -> hear(spec, announcement));
            running.put(spec.name(), child);
            guard.watch(child.pid());
            child.onExit().thenAccept(code -> ended(child, code));
            spec.probe().ifPresent(probe -> Thread.ofPlatform().daemon().name(spec.name() + "-probe").start(() -> probe(child, probe)));
            return child;
        }
    }

    /** Completes when the component is ready, or exceptionally with a {@link DeathException}. */
    public CompletableFuture<Void> ready(String component) {
        CompletableFuture<Void> ready = readiness.get(component);
        if (ready == null) {
            throw new IllegalArgumentException("no child has a component " + component);
        }
        return ready;
    }

    /** The first child that ended unasked. */
    public CompletableFuture<Death> firstDeath() {
        return firstDeath.copy();
    }

    /** Process ids by child. */
    public Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        list().stream().filter(Child::isAlive).forEach(child -> pids.put(child.name(), child.pid()));
        return pids;
    }

    /** The child of this name, or the one that has a component of this name. */
    public Child get(String name) {
        return list().stream()
                .filter(child -> child.name().equals(name) || child.spec().components().contains(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no child " + name + ", only " + running.keySet()));
    }

    /** True from the first call of {@link #close} on. */
    public boolean closed() {
        synchronized (running) {
            return closed;
        }
    }

    /**
     * Readiness that is still waited for ends with a {@link CancellationException}. A child that isn't ready yet has
     * nothing to hand over and gets little time.
     */
    @Override
    public void close() {
        synchronized (running) {
            closed = true;
        }
        Map<Child, Duration> limits = new HashMap<>();
        list().forEach(child -> limits.put(child, stopLimit(child)));
        readiness.values().forEach(waiting -> waiting.completeExceptionally(new CancellationException("the platform is stopping")));
        for (Tier tier : Tier.values()) {
            List<Thread> stops = list().stream().filter(child -> child.spec().tier() == tier)
                    .map(child -> Thread.ofPlatform().daemon().start(() -> child.stop(limits.get(child)))).toList();
            stops.forEach(Children::join);
        }
        try {
            guard.release();
        } catch (IOException e) {
            throw new IllegalStateException("the guard's pipe broke", e);
        }
    }

    /** Kills every child at once; {@link #close} then has little to do. */
    public void abort() {
        synchronized (running) {
            closed = true;
        }
        list().stream().filter(Child::isAlive).forEach(Child::kill);
    }

    private Duration stopLimit(Child child) {
        Duration limit = child.spec().stopLimit();
        boolean ready = child.spec().components().stream().allMatch(component -> ready(component).isDone());
        return ready || limit.compareTo(UNREADY_STOP_LIMIT) < 0 ? limit : UNREADY_STOP_LIMIT;
    }

    private void probe(Child child, BooleanSupplier probe) {
        try {
            while (!probe.getAsBoolean()) {
                if (child.awaitEnd(PROBE_PAUSE)) {
                    return;
                }
            }
            child.spec().components().forEach(component -> ready(component).complete(null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(ChildSpec spec, Announcement announcement) {
        switch (announcement) {
            case Announcement.Ready ready -> {
                CompletableFuture<Void> waiting = readiness.get(ready.component());
                if (waiting != null) {
                    waiting.complete(null);
                }
            }
            case Announcement.Failed failed -> reasons.put(spec.name(), failed.component() + ": " + failed.reason());
        }
    }

    private void ended(Child child, int code) {
        child.awaitOutput();
        try {
            guard.gone(child.pid());
        } catch (IOException e) {
            // The guard itself is gone; the leashes of the children remain.
            reasons.putIfAbsent("guard", String.valueOf(e.getMessage()));
        }
        if (child.endExpected()) {
            return;
        }
        Death death = new Death(child.name(), child.pid(), code, reasons.get(child.name()), child.logTail());
        firstDeath.complete(death);
        child.spec().components().forEach(component -> ready(component).completeExceptionally(new DeathException(death)));
    }

    private List<Child> list() {
        synchronized (running) {
            return new ArrayList<>(running.values());
        }
    }

    private static void join(Thread stop) {
        boolean interrupted = false;
        while (true) {
            try {
                stop.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
