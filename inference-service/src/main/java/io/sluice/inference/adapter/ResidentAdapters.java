package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterResidency.Resident;
import io.sluice.inference.engine.LanguageModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What lies in memory, within its budget. Who is evicted is whoever was not used for longest and is not in use; bytes count
 * until they are freed. Thread-safe; the observer is told under the lock, so that it hears changes in their order.
 */
final class ResidentAdapters {

    private record Held(AdapterManifest manifest, LoadedAdapter adapter, LanguageModel view) {
    }

    private final ModelHost host;
    private final Compositions compositions;
    private final AdapterObserver observer;
    private final long bytesMax;
    /** By the name of the served model, the least recently used first. */
    private final Map<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private boolean closed;

    ResidentAdapters(ModelHost host, Compositions compositions, AdapterObserver observer, long bytesMax) {
        this.host = host;
        this.compositions = compositions;
        this.observer = observer;
        this.bytesMax = bytesMax;
    }

    /** The name that an adapter is served under. */
    static String model(AdapterManifest manifest) {
        return manifest.base().name() + ":" + manifest.name() + "@" + manifest.version();
    }

    synchronized boolean has(AdapterManifest manifest) {
        return held.containsKey(model(manifest));
    }

    /** Counts as a use. */
    synchronized Optional<LoadedAdapter> find(AdapterManifest manifest) {
        return Optional.ofNullable(held.get(model(manifest))).map(Held::adapter);
    }

    /** Room that nobody would have to leave for. */
    synchronized boolean hasRoom(long wanted) {
        return bytes + wanted <= bytesMax;
    }

    long bytesMax() {
        return bytesMax;
    }

    /**
     * Takes so many bytes for an adapter to come, which {@link #add} or {@link #giveBack} ends.
     *
     * @param evict whether others may have to go
     */
    synchronized Room take(long wanted, boolean evict) {
        if (bytes + wanted <= bytesMax) {
            bytes += wanted;
            return new Room.Taken();
        }
        if (evict) {
            for (Held each : List.copyOf(held.values())) {
                Optional<CompletableFuture<Void>> gone = evict(each);
                if (gone.isPresent()) {
                    return new Room.Leaving(gone.get());
                }
            }
        }
        return new Room.None();
    }

    /** What came of {@link #take}. */
    sealed interface Room {

        record Taken() implements Room {
        }

        /** Ask again when somebody has gone. */
        record Leaving(CompletableFuture<Void> gone) implements Room {
        }

        /** All that is held is in use, or must not go. */
        record None() implements Room {
        }
    }

    private Optional<CompletableFuture<Void>> evict(Held each) {
        String model = model(each.manifest());
        if (!compositions.removeUnused(model)) {
            return Optional.empty();
        }
        return host.removeUnused(model).map(unused -> {
            held.remove(model);
            return freed(each, "evicted", unused);
        });
    }

    private CompletableFuture<Void> freed(Held each, String reason, CompletableFuture<Void> unused) {
        return unused.thenRun(() -> {
            each.view().close();
            synchronized (this) {
                bytes -= each.adapter().applied().bytes();
                observer.unloaded(each.manifest(), reason, list());
            }
        });
    }

    /**
     * False when the store was closed: then the bytes are given back, and the view is the caller's to close.
     *
     * @throws IllegalArgumentException when its name is taken; with the same consequence
     */
    synchronized boolean add(AdapterManifest manifest, LoadedAdapter adapter, LanguageModel view, Duration took) {
        if (closed) {
            bytes -= adapter.applied().bytes();
            return false;
        }
        try {
            host.serveBesideBase(view, manifest.base().name());
        } catch (RuntimeException taken) {
            bytes -= adapter.applied().bytes();
            throw taken;
        }
        held.put(model(manifest), new Held(manifest, adapter, view));
        observer.loaded(manifest, took, list());
        return true;
    }

    synchronized void giveBack(long taken) {
        bytes -= taken;
    }

    synchronized void rejected(AdapterManifest manifest, String code, String reason) {
        observer.rejected(manifest, code, reason, list());
    }

    synchronized void tell() {
        observer.told(list());
    }

    /** Takes it out of service, whoever uses it; false when it wasn't there. */
    synchronized boolean unload(AdapterManifest manifest, String reason) {
        Held leaving = held.remove(model(manifest));
        if (leaving == null) {
            return false;
        }
        freed(leaving, reason, CompletableFuture.allOf(compositions.remove(model(manifest)), host.remove(model(manifest))));
        return true;
    }

    synchronized List<Resident> list() {
        List<Resident> all = new ArrayList<>();
        held.values().forEach(each -> all.addFirst(new Resident(each.manifest().digest(), each.manifest().name(),
                each.manifest().version(), each.adapter().applied().bytes())));
        return List.copyOf(all);
    }

    synchronized List<String> models() {
        return List.copyOf(new ArrayList<>(held.keySet()).reversed());
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized void close() {
        closed = true;
        List.copyOf(held.values()).forEach(each -> unload(each.manifest(), "stopped"));
    }
}
