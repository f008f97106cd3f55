package io.sluice.contracts.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How adapters are chosen for a request whose model is {@code BASE:auto}.
 *
 * @param selector absent: the worker's default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdapterDials(@Nullable Selector selector) {

    /** Who chooses among the adapters of a base that answer requests. */
    public enum Selector {
        /**
         * Arrow (arXiv:2405.11157): every token, in every projection, goes to the low-rank adapters that amplify it most. Needs
         * nothing but the adapters' weights.
         */
        @JsonProperty("arrow") ARROW,
        /**
         * MHR (arXiv:2211.03831): the learned mixture, block of heads by block of heads, of the task that the prompt resembles.
         * Needs the base's selection file.
         */
        @JsonProperty("mhr") MHR,
        /** The adapter whose training prompts the base reads most like this one. Needs the base's selection file. */
        @JsonProperty("nearest") NEAREST
    }
}
