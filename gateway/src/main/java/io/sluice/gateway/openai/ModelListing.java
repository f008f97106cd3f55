package io.sluice.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.RouteRequest;
import io.sluice.gateway.upstream.WorkflowClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/models} as OpenAI writes it, with adapters as vLLM lists them and workflows as they are asked for. */
record ModelListing(String object, List<Entry> data) {

    private static final String OWNER = "sluice";

    /**
     * {@code parameters} and {@code context_length} are 0 for the model that routes and for workflows.
     *
     * @param root   of an adapter: the model with its version, which answers now who names none
     * @param parent of an adapter: its base
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(String id, String object, long created,
            @JsonProperty("owned_by") String ownedBy,
            long parameters,
            @JsonProperty("context_length") int contextLength,
            @Nullable String root,
            @Nullable String parent) {

        private static Entry of(String id, long parameters, int contextLength) {
            return new Entry(id, "model", 0, OWNER, parameters, contextLength, null, null);
        }
    }

    /** The model that routes, those that are ready, the adapters of these that answer who names no version, and workflows. */
    static ModelListing of(List<ModelCard> cards, List<AdapterState> adapters, List<WorkflowClient.Known> workflows) {
        List<Entry> entries = new ArrayList<>();
        entries.add(Entry.of(RouteRequest.AUTO, 0, 0));
        List<ModelCard> ready = cards.stream().filter(ModelCard::ready).toList();
        ready.forEach(card -> entries.add(Entry.of(card.name(), card.parameters(), card.contextLength())));
        Map<String, ModelCard> byName = ready.stream().collect(Collectors.toMap(ModelCard::name, Function.identity(), (one, other) -> one));
        adapters.forEach(state -> answering(state).flatMap(version -> adapter(version, byName)).ifPresent(entries::add));
        workflows.forEach(known -> entries.add(new Entry(WorkflowModel.named(known.name()), "model", known.at().getEpochSecond(), OWNER, 0, 0,
                null, null)));
        return new ModelListing("list", List.copyOf(entries));
    }

    private static Optional<AdapterVersion> answering(AdapterState state) {
        String version = state.active() != null ? state.active() : state.canary() != null ? state.canary().version() : null;
        return version == null ? Optional.empty() : state.find(version);
    }

    private static Optional<Entry> adapter(AdapterVersion version, Map<String, ModelCard> bases) {
        AdapterManifest manifest = version.manifest();
        ModelCard base = bases.get(manifest.base().name());
        if (base == null || !base.digest().equals(manifest.base().digest())) {
            return Optional.empty();
        }
        String id = base.name() + ":" + manifest.name();
        int tokens = manifest.tokens() == null ? 0 : manifest.tokens();
        return Optional.of(new Entry(id, "model", version.uploadedAt().getEpochSecond(), OWNER, base.parameters() + manifest.parameters(),
                base.contextLength() - tokens, id + "@" + manifest.version(), base.name()));
    }
}
