package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.selection.SelectionInput;
import io.sluice.contracts.selection.SelectionRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wants rows.
 *
 * @param request with the digests of its data sets in place of names
 * @param target  absent: the selector needs none
 * @param actor   who asks: a name, never a key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SelectionRequested(String job, SelectionRequest request, SelectionInput pool, @Nullable SelectionInput target,
        String actor, Instant at) implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.requested.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
