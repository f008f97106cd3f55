package io.sluice.inference.batching;

import io.sluice.contracts.model.ModelCard;
import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelInfo;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.fusion.Fusion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that this process was told to serve, and what became of each. A model that can't be served is listed with
 * the reason; the others go on. Thread-safe.
 */
public final class ModelCatalog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelCatalog.class);
    private static final long CLOSE_MILLIS = 10_000;

    /** A model to load. */
    public record Source(String name, Path folder, ModelRole role, Adapters adapters) {

        /** Nothing but a folder. */
        public Source(String name, Path folder, ModelRole role) {
            this(name, folder, role, Adapters.NONE);
        }
    }

    /** Loads a folder and checks the result against its reference; throws with a reason for the operator. */
    @FunctionalInterface
    public interface Loader {

        LanguageModel load(Source source);
    }

    /** A model that is made of those with folders, once these are there. */
    public record Blend(Fusion fusion, ModelRole role) {
    }

    private final List<Source> sources;
    private final List<Blend> blends;
    private final Loader loader;
    private final GenerationEngine engine;
    private final List<ModelCard> cards = new CopyOnWriteArrayList<>();
    private final List<LanguageModel> models = new ArrayList<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final Thread loading;
    private volatile boolean closing;
    /** Under the lock of the models. */
    private boolean closed;

    /** Nothing is loaded before {@link #start()}. */
    public ModelCatalog(List<Source> sources, Loader loader, GenerationEngine engine) {
        this(sources, List.of(), loader, engine);
    }

    /** The same with models made of the others, which are loaded first. */
    public ModelCatalog(List<Source> sources, List<Blend> blends, Loader loader, GenerationEngine engine) {
        this.blends = List.copyOf(blends);
        this.sources = List.copyOf(sources);
        this.loader = loader;
        this.engine = engine;
        this.loading = Thread.ofPlatform().name("sluice-model-loading").daemon().unstarted(this::loadAll);
    }

    /** Loads in the background, one model after the other, and serves each as soon as it is there. */
    public void start() {
        loading.start();
    }

    private void loadAll() {
        for (Source source : sources) {
            if (closing) {
                return;
            }
            cards.add(card(source.name(), source.role(), () -> loader.load(source), null));
        }
        Map<String, LanguageModel> folders = new HashMap<>();
        synchronized (models) {
            models.forEach(model -> folders.put(model.info().name(), model));
        }
        for (Blend blend : blends) {
            if (closing) {
                return;
            }
            Fusion fusion = blend.fusion();
            cards.add(card(fusion.name(), blend.role(), () -> fusion.of(folders::get),
                    new ModelCard.Fusion(fusion.method().description(), fusion.models())));
        }
        settled.complete(null);
        LOG.info("models: {}", cards.stream().map(card -> card.name() + (card.ready() ? " ready" : " refused")).toList());
    }

    private ModelCard card(String name, ModelRole role, Supplier<LanguageModel> loading, ModelCard.@Nullable Fusion fusion) {
        try {
            LanguageModel model = loading.get();
            keep(model);
            engine.serve(model, role);
            ModelInfo info = model.info();
            return new ModelCard(info.name(), role.label(), info.parameters(), info.contextLength(), info.vocabularySize(),
                    info.digest(), "ready", null, model.adapters().isEmpty() ? null : model.adapters(), fusion, shape(model), info.origin());
        } catch (RuntimeException | Error refused) {
            String reason = refused.getMessage() == null ? refused.getClass().getSimpleName() : refused.getMessage();
            if (refused instanceof ModelRefusedException) {
                LOG.error("the model {} is refused: {}", name, reason);
            } else {
                LOG.error("the model {} is refused", name, refused);
            }
            return new ModelCard(name, role.label(), 0, 0, 0, "", "refused", reason, null, fusion);
        }
    }

    private static ModelCard.Shape shape(LanguageModel model) {
        ModelShape shape = model.shape();
        return new ModelCard.Shape(shape.layers(), shape.width(), shape.heads(), shape.headSize(), shape.kvHeads(), shape.mlpWidth());
    }

    /** A model that comes after the end is closed at once: nobody else would. */
    private void keep(LanguageModel model) {
        synchronized (models) {
            if (!closed) {
                models.add(model);
                return;
            }
        }
        model.close();
        throw new ModelRefusedException("the service is shutting down");
    }

    /** Models whose fate is known, in the order they were named. */
    public List<ModelCard> cards() {
        return List.copyOf(cards);
    }

    /** The fate of every model is known. */
    public boolean settled() {
        return cards.size() == sources.size() + blends.size();
    }

    /** Completed when the fate of every model is known; never when the service ends before. */
    public CompletableFuture<Void> whenSettled() {
        return settled;
    }

    /** Every model was tried and at least one is served. */
    public boolean ready() {
        return settled() && cards.stream().anyMatch(ModelCard::ready);
    }

    /** Ends all generation, then frees the models. A load in progress is given up, and frees what it has taken. */
    @Override
    public void close() {
        closing = true;
        loading.interrupt();
        engine.close();
        try {
            loading.join(CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!engine.alive()) {
            synchronized (models) {
                closed = true;
                models.forEach(LanguageModel::close);
                models.clear();
            }
        }
    }
}
