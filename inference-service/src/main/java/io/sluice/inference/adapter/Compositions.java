package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdaptedName;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.model.ModelCard.Adapter;
import io.sluice.inference.adapter.ModelHost.Hold;
import io.sluice.inference.adapter.ModelsOnDemand.Opened;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.hook.Hooks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Weighted sums of low-rank adapters, {@code y += Σ wᵢ·sᵢ·Bᵢ(Aᵢx)}, added in the order in which they are named. A sum has no
 * numbers of its own, only those of its parts, and becomes a served model when it is first named. Thread-safe.
 */
final class Compositions {

    private static final int KEPT_MAX = 64;

    /** An adapter that is held, and what its change is multiplied by. */
    record Weighted(AdapterManifest manifest, LoadedAdapter adapter, double weight) {

        private AdaptedName.Part part() {
            return new AdaptedName.Part(manifest.name(), manifest.version(), weight);
        }
    }

    /** @param parts names of the served models that it is made of */
    private record Sum(LanguageModel view, List<String> parts) {
    }

    private final ModelHost host;
    /** By the name of the served model, the least recently used first. */
    private final Map<String, Sum> sums = new LinkedHashMap<>(16, 0.75f, true);

    Compositions(ModelHost host) {
        this.host = host;
    }

    /** @throws AdapterFailedException when a part can't be weighed, or too many sums are in use */
    synchronized Opened open(String base, List<Weighted> parts) {
        String name = new AdaptedName(base, parts.stream().map(Weighted::part).toList()).toString();
        return open(base, name, parts.stream().map(part -> ResidentAdapters.model(part.manifest())).toList(), () -> sum(parts));
    }

    /**
     * A model that is made of held adapters in some other way.
     *
     * @param parts names of the served models that it is made of
     * @param maker asked when it isn't there yet
     * @throws AdapterFailedException when it can't be made, or too many are in use
     */
    synchronized Opened open(String base, String name, List<String> parts, Supplier<Made> maker) {
        if (!sums.containsKey(name)) {
            if (sums.size() >= KEPT_MAX && List.copyOf(sums.keySet()).stream().noneMatch(this::dropUnused)) {
                throw AdapterFailedException.exhausted("all " + KEPT_MAX + " weighted sums of adapters that are kept are in use");
            }
            sums.put(name, serve(base, name, parts, maker.get()));
        }
        sums.get(name);
        Hold hold = host.hold(name).orElseThrow(() -> new IllegalStateException(name + " is listed and not served"));
        return new Opened.Ready(name, hold);
    }

    /** Hooks of a model, and what it tells of them. */
    record Made(Hooks hooks, List<Adapter> cards) {
    }

    private static Made sum(List<Weighted> parts) {
        Hooks hooks = Hooks.NONE;
        List<Adapter> cards = new ArrayList<>();
        for (Weighted part : parts) {
            float weight = (float) part.weight();
            if (part.adapter().applied().lora() == null) {
                throw AdapterFailedException.rejected("adapter_not_summable", "the adapter " + part.manifest().name() + " is of the kind "
                        + part.manifest().kind() + ", and only low-rank ones can be weighed and summed");
            }
            hooks = hooks.with(Objects.requireNonNull(part.adapter().applied().lora()).times((layer, projection) -> weight));
            Adapter card = part.adapter().card();
            cards.add(new Adapter(card.kind(), part.part().toString(), card.digest(), null));
        }
        return new Made(hooks, cards);
    }

    private Sum serve(String base, String name, List<String> parts, Made made) {
        LanguageModel model = host.find(base).orElseThrow(() -> AdapterFailedException.exhausted(base + " is not served any more"));
        LanguageModel view = new AdaptedModel(name, model, false, made.hooks(), made.cards());
        host.serveBesideBase(view, base);
        return new Sum(view, parts);
    }

    private boolean dropUnused(String name) {
        Sum sum = Objects.requireNonNull(sums.get(name));
        return host.removeUnused(name).map(unused -> {
            sums.remove(name);
            unused.thenRun(sum.view()::close);
            return true;
        }).orElse(false);
    }

    /** Takes out every sum that the model is part of; false when one of them is in use, and some may have gone. */
    synchronized boolean removeUnused(String part) {
        return names(part).stream().allMatch(this::dropUnused);
    }

    /** Takes out every sum that the model is part of; completed when nobody uses any of them. */
    synchronized CompletableFuture<Void> remove(String part) {
        return CompletableFuture.allOf(names(part).stream().map(name -> {
            Sum sum = Objects.requireNonNull(sums.remove(name));
            return host.remove(name).thenRun(sum.view()::close);
        }).toArray(CompletableFuture[]::new));
    }

    private List<String> names(String part) {
        return sums.entrySet().stream().filter(sum -> sum.getValue().parts().contains(part)).map(Map.Entry::getKey).toList();
    }
}
