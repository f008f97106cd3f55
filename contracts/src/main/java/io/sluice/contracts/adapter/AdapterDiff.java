package io.sluice.contracts.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two versions; what is equal is left out.
 *
 * @param fields  of manifest and configuration
 * @param tensors of the weight file
 */
public record AdapterDiff(String name, String from, String to, List<Field> fields, List<Tensor> tensors) {

    /** @param field e.g. {@code rank}, {@code metrics.accuracy}, {@code config.lora_alpha} */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Field(String field, @Nullable String from, @Nullable String to) {
    }

    /**
     * @param from     shape, absent when the tensor is new
     * @param to       shape, absent when the tensor is gone
     * @param distance ‖to − from‖ / ‖from‖ in the Euclidean norm; absent when shapes differ or {@code from} is all zero
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Tensor(String tensor, @Nullable List<Integer> from, @Nullable List<Integer> to, @Nullable Double distance) {
    }
}
