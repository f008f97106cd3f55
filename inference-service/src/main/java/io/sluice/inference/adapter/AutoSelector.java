package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.generation.AdapterReport;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.model.ModelCard.Adapter;
import io.sluice.contracts.routing.AdapterDials.Selector;
import io.sluice.inference.adapter.Compositions.Made;
import io.sluice.inference.adapter.ModelsOnDemand.Opened;
import io.sluice.inference.adapter.PromptReader.Reading;
import io.sluice.inference.adapter.SelectionFile.Entry;
import io.sluice.inference.adapter.selection.ArrowReading;
import io.sluice.inference.adapter.selection.HeadMixture;
import io.sluice.inference.adapter.selection.PromptMean;
import io.sluice.inference.adapter.selection.Prototypes;
import io.sluice.inference.adapter.selection.Shares;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.LowRankAdapter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses for requests to {@code BASE:auto}: the base reads the prompt once under hooks that only look on, a selector makes
 * shares of what they saw, and the best adapter, or a task's mixture, answers. The choice is one for the whole answer, and depends
 * on the prompt, the adapters that answer the tenant, and the selection file alone. Thread-safe.
 */
final class AutoSelector {

    /** Adapters that one request can choose from. */
    static final int LIBRARY_MAX = 64;
    /** Of the shares that are told; the best one doesn't depend on it. */
    private static final double ARROW_TEMPERATURE = 0.01;

    /** Where the adapters are. */
    interface Shelf {

        /** Loads and holds them; who can never be served is left out, and the result is empty only where that is all of them. */
        CompletableFuture<Taken> take(List<AdapterManifest> wanted);

        CompletableFuture<Opened> open(AdapterManifest one);
    }

    /** What came of {@link Shelf#take}. */
    sealed interface Taken {

        /** @param release once they are not needed any more */
        record Library(List<AdapterManifest> manifests, List<LoadedAdapter> adapters, Runnable release) implements Taken {
        }

        record Refused(Failed failure) implements Taken {
        }
    }

    /**
     * One request.
     *
     * @param candidates at least one
     */
    record Ask(LanguageModel base, @Nullable Selector selector, List<AdapterManifest> candidates, PromptReader reader) {

        private String name() {
            return base.info().name();
        }
    }

    private record Scored(List<AdapterManifest> adapters, double[] shares) {

        AdapterManifest best() {
            return adapters.get(Shares.best(shares));
        }

        AdapterReport report(Selector selector, @Nullable String task) {
            List<AdapterReport.Score> scores = IntStream.range(0, shares.length)
                    .mapToObj(i -> new AdapterReport.Score(title(adapters.get(i)), shares[i]))
                    .sorted(Comparator.comparingDouble(AdapterReport.Score::score).reversed()).toList();
            return new AdapterReport(selector, task, scores);
        }
    }

    private final Compositions compositions;
    private final Map<String, SelectionFile> files = new ConcurrentHashMap<>();
    /** Guarded by itself. */
    private final Map<LowRankAdapter, Prototypes> prototypes = new WeakHashMap<>();

    AutoSelector(Compositions compositions) {
        this.compositions = compositions;
    }

    void know(SelectionFile file) {
        files.put(file.base(), file);
    }

    CompletableFuture<Opened> choose(Ask ask, Shelf shelf) {
        if (ask.candidates().size() > LIBRARY_MAX) {
            return refused(Failures.invalid("more than " + LIBRARY_MAX + " adapters of " + ask.name() + " answer requests; name one"));
        }
        Optional<SelectionFile> file = Optional.ofNullable(files.get(ask.name()))
                .filter(each -> ask.base().info().takesAdaptersOf(each.baseDigest()));
        List<AdapterManifest> known = ask.candidates().stream().filter(each -> file.flatMap(f -> entry(f, each)).isPresent()).toList();
        Selector selector = ask.selector() != null ? ask.selector()
                : known.size() == ask.candidates().size() ? Selector.NEAREST : Selector.ARROW;
        if (selector == Selector.ARROW) {
            return arrow(ask, shelf);
        }
        if (file.isEmpty() || known.isEmpty()) {
            return refused(Failures.withoutData("this worker's selection file for " + ask.name() + " knows none of its adapters; "
                    + "arrow needs no file"));
        }
        return selector == Selector.NEAREST ? nearest(ask, file.get(), known, shelf) : mixture(ask, file.get(), known, shelf);
    }

    private static CompletableFuture<Opened> refused(Failed failure) {
        return CompletableFuture.completedFuture(new Opened.Refused(failure));
    }

    private static Optional<Entry> entry(SelectionFile file, AdapterManifest manifest) {
        return manifest.files().stream().filter(each -> each.name().equals(LoadedAdapter.WEIGHTS)).findFirst()
                .flatMap(weights -> file.find(weights.sha256()));
    }

    private static String title(AdapterManifest manifest) {
        return manifest.name() + "@" + manifest.version();
    }

    private static List<Entry> entries(SelectionFile file, List<AdapterManifest> known) {
        return known.stream().map(each -> entry(file, each).orElseThrow()).toList();
    }

    private static CompletableFuture<Opened> read(Ask ask, Hooks hooks, Function<Reading.Read, CompletableFuture<Opened>> then) {
        return ask.reader().read(ask.name(), hooks).thenCompose(reading -> switch (reading) {
            case Reading.Read read -> then.apply(read);
            case Reading.Refused refused -> refused(refused.failure());
        });
    }

    private static Opened with(Opened opened, AdapterReport report, Reading.Read read) {
        return opened instanceof Opened.Ready ready
                ? new Opened.Ready(ready.model(), ready.hold(), new Chosen(report, read.flops(), read.cpuSeconds())) : opened;
    }

    private CompletableFuture<Opened> nearest(Ask ask, SelectionFile file, List<AdapterManifest> known, Shelf shelf) {
        PromptMean mean = new PromptMean(ask.base().shape());
        return read(ask, Hooks.NONE.with(mean), read -> {
            Scored scored = new Scored(known, file.centroids(entries(file, known)).shares(mean.mean()));
            return shelf.open(scored.best()).thenApply(opened -> with(opened, scored.report(Selector.NEAREST, null), read));
        });
    }

    private CompletableFuture<Opened> arrow(Ask ask, Shelf shelf) {
        return taken(shelf, ask.candidates(), library -> {
            ArrowReading arrow = new ArrowReading(library.adapters().stream().map(this::prototypes).toList());
            return read(ask, Hooks.NONE.with(arrow), read -> {
                Scored scored = new Scored(library.manifests(), Shares.of(arrow.logits(), ARROW_TEMPERATURE));
                return shelf.open(scored.best()).thenApply(opened -> with(opened, scored.report(Selector.ARROW, null), read));
            });
        });
    }

    private Prototypes prototypes(LoadedAdapter adapter) {
        synchronized (prototypes) {
            return prototypes.computeIfAbsent(Objects.requireNonNull(adapter.applied().lora()), lora -> Prototypes.of(lora, Prototypes.Extent.WHOLE));
        }
    }

    private CompletableFuture<Opened> mixture(Ask ask, SelectionFile file, List<AdapterManifest> known, Shelf shelf) {
        List<AdapterManifest> learned = known.stream().filter(each -> entry(file, each).orElseThrow().mixture() != null).toList();
        if (learned.isEmpty()) {
            return refused(Failures.withoutData("this worker's selection file for " + ask.name() + " has no learned mixture"));
        }
        return taken(shelf, known, library -> {
            PromptMean mean = new PromptMean(ask.base().shape());
            return read(ask, Hooks.NONE.with(mean), read -> {
                Scored task = new Scored(learned, file.centroids(entries(file, learned)).shares(mean.mean()));
                Entry like = entry(file, task.best()).orElseThrow();
                HeadMixture mixture = file.mixture(Objects.requireNonNull(like.mixture()), entries(file, library.manifests()));
                AdapterReport report = new Scored(library.manifests(), mixture.shares()).report(Selector.MHR, like.task());
                return CompletableFuture.completedFuture(with(composed(ask, like, library, mixture), report, read));
            });
        });
    }

    private Opened composed(Ask ask, Entry task, Taken.Library library, HeadMixture mixture) {
        List<String> parts = library.manifests().stream().map(ResidentAdapters::model).toList();
        String name = ask.name() + ":auto#" + task.task() + "-" + Integer.toHexString(parts.hashCode());
        try {
            return compositions.open(ask.name(), name, parts, () -> {
                List<LowRankAdapter> adapters = library.adapters().stream().map(each -> Objects.requireNonNull(each.applied().lora())).toList();
                List<Adapter> cards = library.adapters().stream().map(LoadedAdapter::card).toList();
                return new Made(Hooks.NONE.with(mixture.merge(adapters)), cards);
            });
        } catch (IllegalArgumentException unlike) {
            return new Opened.Refused(Failures.withoutData("these adapters can't be mixed: " + unlike.getMessage()));
        } catch (AdapterFailedException failed) {
            return new Opened.Refused(failed.failure());
        }
    }

    private static CompletableFuture<Opened> taken(Shelf shelf, List<AdapterManifest> wanted,
            Function<Taken.Library, CompletableFuture<Opened>> then) {
        return shelf.take(wanted).thenCompose(taken -> switch (taken) {
            case Taken.Refused refused -> refused(refused.failure());
            case Taken.Library library -> after(library, then);
        });
    }

    private static CompletableFuture<Opened> after(Taken.Library library, Function<Taken.Library, CompletableFuture<Opened>> then) {
        try {
            return then.apply(library).whenComplete((opened, broken) -> library.release().run());
        } catch (RuntimeException broken) {
            library.release().run();
            throw broken;
        }
    }
}
