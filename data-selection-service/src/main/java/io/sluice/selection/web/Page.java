package io.sluice.selection.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Some of a list.
 *
 * @param next what {@code before} has to be for the next page; absent on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Page<T>(List<T> data, @Nullable String next) {

    /** @param found one more than {@code limit} where there are more */
    static <T> Page<T> of(List<T> found, int limit, Function<T, String> id) {
        List<T> data = found.subList(0, Math.min(limit, found.size()));
        return new Page<>(data, found.size() > limit ? id.apply(data.getLast()) : null);
    }
}
