package io.sluice.selection.web;

import io.sluice.platform.error.SluiceException;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.field.BadField;
import io.sluice.selection.mixing.Mix;
import io.sluice.selection.mixing.MixPlan;
import io.sluice.selection.mixing.MixRequest;
import io.sluice.selection.mixing.MixedRows;
import io.sluice.selection.mixing.Mixes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Plans of what is learned in which stage, and the data sets that they make. */
@RestController
class MixController {

    private static final int LIST_MAX = 1000;

    private final MadeSets made;
    private final StoredSets stored;
    private final DataSets sets;
    private final Mixes mixes;
    private final JsonBody bodies;

    MixController(MadeSets made, StoredSets stored, DataSets sets, Mixes mixes, JsonMapper mapper) {
        this.made = made;
        this.stored = stored;
        this.sets = sets;
        this.mixes = mixes;
        this.bodies = new JsonBody(mapper);
    }

    @PostMapping("/mixes")
    Mono<ResponseEntity<MixView>> mix(@RequestParam(required = false) @Nullable String name, ServerWebExchange exchange) {
        return bodies.read(exchange, MixRequest.class).flatMap(request -> stored.blocking(() -> plan(request))).onErrorMap(BadField.class, Answers::bad)
                .flatMap(plan -> made.keep(name, () -> new MixedRows(plan, sets), set -> {
                    Mix mix = Mix.of(plan, set.digest());
                    mixes.put(mix);
                    return MixView.of(mix);
                }));
    }

    private MixPlan plan(MixRequest request) throws BadField, IOException {
        return MixPlan.of(request, find("special", request.special()), find("general", request.general()));
    }

    private List<DataSet> find(String field, @Nullable List<MixRequest.@Nullable Source> given) throws BadField, IOException {
        List<DataSet> found = new ArrayList<>();
        for (MixRequest.Source source : MixPlan.sources(field, given)) {
            found.add(stored.get(String.valueOf(source.dataset()), field + "[" + found.size() + "].dataset"));
        }
        return found;
    }

    @GetMapping("/mixes")
    Mono<MixView.Page> list(@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "100") int limit) {
        Answers.after(after);
        Answers.within("limit", limit, 1, LIST_MAX);
        return stored.blocking(() -> {
            List<MixView> data = new ArrayList<>();
            for (String id : mixes.ids()) {
                if (after != null && id.compareTo(after) <= 0) {
                    continue;
                }
                if (data.size() == limit) {
                    return new MixView.Page(data, data.getLast().id());
                }
                mixes.find(id).ifPresent(mix -> data.add(MixView.of(mix)));
            }
            return new MixView.Page(data, null);
        });
    }

    @GetMapping("/mixes/{id}")
    Mono<MixView> find(@PathVariable String id) {
        return stored.blocking(() -> MixView.of(mixes.find(id).orElseThrow(MixController::unknown)));
    }

    /** The plan alone; the data set stays. */
    @DeleteMapping("/mixes/{id}")
    Mono<ResponseEntity<Void>> delete(@PathVariable String id) {
        return stored.blocking(() -> {
            if (!mixes.delete(id)) {
                throw unknown();
            }
            return ResponseEntity.noContent().build();
        });
    }

    private static SluiceException unknown() {
        return SluiceException.user(404, "mix_not_found", "there is no mix of that id", "id");
    }
}
