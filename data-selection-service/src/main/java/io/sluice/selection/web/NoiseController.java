package io.sluice.selection.web;

import io.sluice.platform.error.SluiceException;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.field.BadField;
import io.sluice.selection.noise.Noise;
import io.sluice.selection.noise.NoiseRequest;
import io.sluice.selection.noise.NoisedRows;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** A stored data set with noise in its worked solutions, as another one. */
@RestController
class NoiseController {

    private final MadeSets made;
    private final StoredSets stored;
    private final DataSets sets;
    private final JsonBody bodies;

    NoiseController(MadeSets made, StoredSets stored, DataSets sets, JsonMapper mapper) {
        this.made = made;
        this.stored = stored;
        this.sets = sets;
        this.bodies = new JsonBody(mapper);
    }

    /**
     * @param dataset name or digest of what is noised; the rest as {@link NoiseRequest} has it
     */
    record Request(
            @Nullable String dataset, @Nullable String kind, @Nullable Double contamination, @Nullable Double intensity, @Nullable Long seed) {
    }

    /**
     * @param from   digest of the set that was noised
     * @param counts what was done to its rows
     */
    record Noised(String from, NoisedRows.Counts counts, DataSetView dataset) {
    }

    @PostMapping("/noise")
    Mono<ResponseEntity<Noised>> noise(@RequestParam(required = false) @Nullable String name, ServerWebExchange exchange) {
        return bodies.read(exchange, Request.class).flatMap(request -> noise(request, name));
    }

    private Mono<ResponseEntity<Noised>> noise(Request request, @Nullable String name) {
        String given = request.dataset();
        if (given == null) {
            throw SluiceException.invalid("dataset", "missing_field", "'dataset' is missing");
        }
        Noise noise = checked(request);
        return stored.blocking(() -> stored.get(given)).flatMap(set -> keep(noise, set, name));
    }

    private Mono<ResponseEntity<Noised>> keep(Noise noise, DataSet set, @Nullable String name) {
        AtomicReference<NoisedRows> rows = new AtomicReference<>();
        return made.keep(name, () -> {
            NoisedRows opened = new NoisedRows(noise, sets, set);
            rows.set(opened);
            return opened;
        }, result -> new Noised(set.digest(), rows.get().counts(), stored.view(result)));
    }

    private static Noise checked(Request request) {
        try {
            return Noise.of(new NoiseRequest(request.kind(), request.contamination(), request.intensity(), request.seed()));
        } catch (BadField wrong) {
            throw Answers.bad(wrong);
        }
    }
}
