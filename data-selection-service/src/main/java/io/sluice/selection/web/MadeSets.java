package io.sluice.selection.web;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.dataset.LineInput;
import io.sluice.selection.field.BadField;
import java.net.URI;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Mono;

/** Rows that this service makes become data sets as uploads do: whole or not at all, and under the same bound. */
public final class MadeSets {

    private final UploadBody uploads;
    private final StoredSets stored;

    public MadeSets(UploadBody uploads, StoredSets stored) {
        this.uploads = uploads;
        this.stored = stored;
    }

    /** What is told of a set that was just made. */
    interface Telling<T> {
        T of(DataSet set) throws Exception;
    }

    /**
     * @param name  that the set gets; null: none
     * @param lines opened once
     * @return 201 where the store did not have these rows, 200 where it had
     */
    <T> Mono<ResponseEntity<T>> keep(@Nullable String name, Callable<? extends Iterator<byte[]>> lines, Telling<T> telling) {
        if (name != null) {
            StoredSets.checkedName(name);
        }
        return uploads.made(() -> new LineInput(lines.call())).map(Answers::stored)
                .flatMap(taken -> stored.blocking(() -> {
                    if (name != null) {
                        stored.name(name, taken.set());
                    }
                    return answer(taken, telling.of(taken.set()));
                }))
                .onErrorMap(BadField.class, Answers::bad)
                .onErrorMap(Answers::diskFault);
    }

    private static <T> ResponseEntity<T> answer(Intake.Outcome.Stored taken, T body) {
        return ResponseEntity.status(taken.fresh() ? HttpStatus.CREATED : HttpStatus.OK)
                .location(URI.create("/v1/selection/datasets/" + taken.set().digest())).body(body);
    }
}
