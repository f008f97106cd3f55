package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.routing.AdapterDials;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a selector made of a request to {@code BASE:auto}.
 *
 * @param selector who chose, also where the request named nobody
 * @param task     under {@code mhr}: the task whose mixture it was
 * @param scores   of every adapter that could have been chosen, the best first; they sum up to 1. Under {@code arrow} its mean
 *                 share over the prompt's tokens and the layers, under {@code mhr} over blocks, under {@code nearest} its
 *                 probability
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdapterReport(AdapterDials.Selector selector, @Nullable String task, List<Score> scores) {

    /** @param adapter as {@code NAME@VERSION} */
    public record Score(String adapter, double score) {
    }
}
