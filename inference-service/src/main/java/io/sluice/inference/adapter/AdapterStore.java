package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdaptedName;
import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterResidency.Resident;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.routing.AdapterDials.Selector;
import io.sluice.inference.adapter.ModelHost.Hold;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.platform.trace.RequestLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adapters that answer now. One that is active or in canary is loaded when its life cycle says so, any other that may serve
 * when a request names it; whoever was not used for longest goes when the memory for them is needed, and comes back when it
 * is named again. An adapter that is in use is never freed: it leaves, and is freed after the last request that uses it.
 *
 * <p>Two requests for one adapter wait for one load, and no longer than {@link Settings#patience} or their deadline. Loads
 * run one after the other on a thread of their own. Thread-safe.
 */
public final class AdapterStore implements ModelsOnDemand, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdapterStore.class);
    /** Between a load and its use others may push it out; then it is loaded again. */
    private static final int TRIES = 3;

    /**
     * @param bytes    what all adapters together may take in memory
     * @param patience how long a request waits for a load
     */
    public record Settings(long bytes, Duration patience) {
    }

    private final ModelHost host;
    private final Settings settings;
    private final KnownAdapters known = new KnownAdapters();
    private final ResidentAdapters residents;
    private final AdapterLoader loader;
    private final Compositions compositions;
    private final AutoSelector auto;
    private final Library shelf = new Library();

    public AdapterStore(ModelHost host, AdapterSource source, AdapterObserver observer, Settings settings) {
        this.host = host;
        this.settings = settings;
        this.compositions = new Compositions(host);
        this.auto = new AutoSelector(compositions);
        this.residents = new ResidentAdapters(host, compositions, observer, settings.bytes());
        this.loader = new AdapterLoader(host, source, residents, known::serves);
    }

    @Override
    public CompletableFuture<Opened> open(String model, String tenant, String requestId, long timeoutMillis) {
        if (host.find(AdaptedName.baseOf(model)).isEmpty()) {
            return itself(model);
        }
        AdaptedName name;
        try {
            name = AdaptedName.parse(model);
        } catch (IllegalArgumentException malformed) {
            return refused(Failures.invalid("the model's name " + malformed.getMessage()));
        }
        Wanted wanted = new Wanted(name);
        Optional<Failed> problem = resolve(wanted, tenant, requestId);
        if (problem.isPresent()) {
            return refused(problem.get());
        }
        CompletableFuture<Opened> opened = new CompletableFuture<>();
        next(wanted).whenComplete((result, broken) -> {
            if (broken != null) {
                wanted.release();
                opened.completeExceptionally(broken);
            } else {
                hand(result, opened);
            }
        });
        return bounded(opened, model, requestId, settings.patience().toMillis(), timeoutMillis);
    }

    /** Who is too late is let go. */
    private static void hand(Opened result, CompletableFuture<Opened> opened) {
        if (!opened.complete(result) && result instanceof Opened.Ready late) {
            late.hold().close();
        }
    }

    /** The prompt has to be read in between, which may wait for a slot: so the request's deadline bounds it, and patience each load. */
    @Override
    public CompletableFuture<Opened> choose(String model, @Nullable Selector selector, String tenant, String requestId,
            long timeoutMillis, PromptReader reader) {
        String base = AdaptedName.baseOf(model);
        Optional<LanguageModel> served = host.find(base);
        if (served.isEmpty()) {
            return itself(model);
        }
        List<AdapterManifest> candidates = known.answering(served.get().info(), tenant, AdapterState.draw(requestId)).stream()
                .filter(manifest -> manifest.kind().equals(AdapterKinds.LORA)).toList();
        if (candidates.isEmpty()) {
            return refused(Failures.notFound("no low-rank adapter of " + base + " answers requests, so that there is none to choose"));
        }
        CompletableFuture<Opened> opened = new CompletableFuture<>();
        auto.choose(new AutoSelector.Ask(served.get(), selector, candidates, reader), shelf).whenComplete((result, broken) -> {
            if (broken != null) {
                opened.completeExceptionally(broken);
            } else {
                hand(result, opened);
            }
        });
        return bounded(opened, model, requestId, Long.MAX_VALUE, timeoutMillis);
    }

    /** From now on selectors know what stands in it. */
    public void know(SelectionFile file) {
        auto.know(file);
    }

    private CompletableFuture<Opened> bounded(CompletableFuture<Opened> opened, String model, String requestId, long patience,
            long timeoutMillis) {
        Failed late = timeoutMillis <= patience ? Failures.deadline(model) : Failures.loading(model);
        return opened.completeOnTimeout(new Opened.Refused(late), Math.max(0, Math.min(patience, timeoutMillis)), TimeUnit.MILLISECONDS)
                .exceptionally(broken -> {
                    RequestLines.about(requestId, () -> LOG.error("{} could not be made ready", model, broken));
                    return new Opened.Refused(new Failed("internal", "engine_failure", "the engine failed on this request", null));
                });
    }

    /** A model may be named as if it had adapters. */
    private CompletableFuture<Opened> itself(String model) {
        return host.hold(model).map(hold -> CompletableFuture.<Opened>completedFuture(new Opened.Ready(model, hold)))
                .orElseGet(() -> refused(Failures.notFound("no model of the name before the colon is served here")));
    }

    private static CompletableFuture<Opened> refused(Failed failure) {
        return CompletableFuture.completedFuture(new Opened.Refused(failure));
    }

    /** A request's adapters, and those of them that are there already and will be until it is served. */
    private static final class Wanted {

        private final AdaptedName name;
        private final List<AdapterManifest> manifests = new ArrayList<>();
        private final List<Hold> holds = new ArrayList<>();

        Wanted(AdaptedName name) {
            this.name = name;
        }

        void release() {
            holds.forEach(Hold::close);
        }
    }

    /** Which version of each adapter it is; says what is wrong. */
    private Optional<Failed> resolve(Wanted wanted, String tenant, String requestId) {
        String base = wanted.name.base();
        double draw = AdapterState.draw(requestId);
        for (AdaptedName.Part part : wanted.name.parts()) {
            Optional<AdapterState> state = known.find(part.name());
            if (state.isEmpty()) {
                return Optional.of(Failures.notFound("no adapter named " + part.name() + " is known here"));
            }
            Optional<AdapterVersion> version = state.get().choose(part.version(), tenant, draw);
            if (version.isEmpty()) {
                return Optional.of(Failures.notFound("the adapter " + part.name() + (part.version() == null
                        ? " has no active version" : " has no version " + part.version() + " that may serve")));
            }
            AdapterManifest manifest = version.get().manifest();
            if (!manifest.base().name().equals(base)) {
                return Optional.of(Failures.notFound("the adapter " + part.name() + " is for the model " + manifest.base().name()));
            }
            wanted.manifests.add(manifest);
        }
        return Optional.empty();
    }

    private CompletableFuture<Opened> next(Wanted wanted) {
        return hold(wanted, false, 1).thenApply(failure -> failure.<Opened>map(Opened.Refused::new).orElseGet(() -> together(wanted)));
    }

    /**
     * Loads and holds the adapters that are still missing, one after the other.
     *
     * @param leavingOut those that can never be served, as long as there are others
     * @return why not; then nothing is held any more
     */
    private CompletableFuture<Optional<Failed>> hold(Wanted wanted, boolean leavingOut, int attempt) {
        int index = wanted.holds.size();
        if (index == wanted.manifests.size()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        AdapterManifest manifest = wanted.manifests.get(index);
        return loader.load(manifest, true).thenCompose(failure -> {
            if (failure.isPresent()) {
                if (leavingOut && wanted.manifests.size() > 1 && failure.get().kind().equals("user")) {
                    wanted.manifests.remove(index);
                    return hold(wanted, true, 1);
                }
                wanted.release();
                return CompletableFuture.completedFuture(failure);
            }
            String model = ResidentAdapters.model(manifest);
            Optional<Hold> hold = host.hold(model);
            if (hold.isPresent()) {
                residents.find(manifest);
                wanted.holds.add(hold.get());
                return hold(wanted, leavingOut, 1);
            }
            if (attempt == TRIES) {
                wanted.release();
                return CompletableFuture.completedFuture(Optional.of(Failures.pushedOut(model)));
            }
            return hold(wanted, leavingOut, attempt + 1);
        });
    }

    /** What selectors see of this store. */
    private final class Library implements AutoSelector.Shelf {

        @Override
        public CompletableFuture<AutoSelector.Taken> take(List<AdapterManifest> all) {
            Wanted wanted = wanted(all);
            return AdapterStore.this.hold(wanted, true, 1).thenApply(failure -> {
                if (failure.isPresent()) {
                    return new AutoSelector.Taken.Refused(failure.get());
                }
                List<LoadedAdapter> adapters = wanted.manifests.stream().flatMap(each -> residents.find(each).stream()).toList();
                if (adapters.size() < wanted.manifests.size()) {
                    wanted.release();
                    return new AutoSelector.Taken.Refused(Failures.pushedOut(wanted.name.base() + ":" + AdaptedName.AUTO));
                }
                return new AutoSelector.Taken.Library(List.copyOf(wanted.manifests), adapters, wanted::release);
            });
        }

        @Override
        public CompletableFuture<Opened> open(AdapterManifest one) {
            return next(wanted(List.of(one)));
        }

        private Wanted wanted(List<AdapterManifest> all) {
            Wanted wanted = new Wanted(new AdaptedName(all.getFirst().base().name(),
                    all.stream().map(each -> new AdaptedName.Part(each.name(), each.version(), 1)).toList()));
            wanted.manifests.addAll(all);
            return wanted;
        }
    }

    private Opened together(Wanted wanted) {
        if (wanted.name.isPlain()) {
            return new Opened.Ready(ResidentAdapters.model(wanted.manifests.getFirst()), wanted.holds.getFirst());
        }
        try {
            List<Compositions.Weighted> parts = new ArrayList<>();
            for (int i = 0; i < wanted.manifests.size(); i++) {
                AdapterManifest manifest = wanted.manifests.get(i);
                LoadedAdapter adapter = residents.find(manifest).orElseThrow(() -> AdapterFailedException.exhausted(
                        "the adapter " + manifest.name() + " was taken out of service meanwhile"));
                parts.add(new Compositions.Weighted(manifest, adapter, wanted.name.parts().get(i).weight()));
            }
            return compositions.open(wanted.name.base(), parts);
        } catch (AdapterFailedException failed) {
            return new Opened.Refused(failed.failure());
        } finally {
            wanted.release();
        }
    }

    /** The newest word on an adapter's life cycle, in any order and any number of times. Never blocks. */
    public void apply(AdapterState state) {
        if (!known.apply(state)) {
            return;
        }
        for (AdapterVersion version : state.versions()) {
            if (version.stage().serves()) {
                want(version, true);
            } else {
                residents.unload(version.manifest(), "retired");
            }
        }
    }

    /** Tries again to load what shall be there: a base is served since, or a source can be reached again. Never blocks. */
    public void refresh() {
        known.list().forEach(state -> state.versions().forEach(version -> want(version, false)));
    }

    private void want(AdapterVersion version, boolean pushOthersOut) {
        boolean wanted = version.stage() == AdapterStage.ACTIVE || version.stage() == AdapterStage.CANARY;
        AdapterManifest manifest = version.manifest();
        if (wanted && host.find(manifest.base().name()).isPresent()) {
            loader.load(manifest, pushOthersOut);
        }
    }

    /** Tells the observer what is held. */
    public void tell() {
        residents.tell();
    }

    /** What is held and answers, the last used first. */
    public List<Resident> residents() {
        return residents.list();
    }

    /** Names under which these are served, in the same order. */
    public List<String> models() {
        return residents.models();
    }

    /** Memory that adapters take, those included that have left and are still used. */
    public long bytes() {
        return residents.bytes();
    }

    public long bytesMax() {
        return settings.bytes();
    }

    /**
     * Frees an adapter's memory after the last request that uses it. It is loaded again when a request names it.
     *
     * @return whether it was there
     */
    public boolean unload(String name, String version) {
        return known.find(name).flatMap(state -> state.find(version))
                .filter(found -> residents.unload(found.manifest(), "evicted")).isPresent();
    }

    /** Takes all adapters out of service. A load in progress is given up. */
    @Override
    public void close() {
        loader.close();
        residents.close();
    }
}
