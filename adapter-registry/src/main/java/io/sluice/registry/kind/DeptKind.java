package io.sluice.registry.kind;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest.Target;
import io.sluice.contracts.model.ModelCard.Shape;
import io.sluice.platform.safetensors.TensorFile;
import io.sluice.platform.safetensors.TensorFile.Tensor;
import io.sluice.registry.kind.Reading.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DePT: {@code prompt_embeddings} of {@code [num_virtual_tokens][width]}, {@code embedding_lora_A} of
 * {@code [max_positions][r]} and {@code embedding_lora_B} of {@code [r][width]}; embeddings by position change by
 * {@code alpha/√r·A·B}.
 */
final class DeptKind implements AdapterKind {

    private static final String A = "embedding_lora_A";
    private static final String B = "embedding_lora_B";
    private static final int SIZE_MAX = 1 << 16;

    @Override
    public String name() {
        return AdapterKinds.DEPT;
    }

    @Override
    public String peftType() {
        return "DEPT";
    }

    @Override
    public Reading read(AdapterConfig config, TensorFile weights) {
        for (String field : List.of("num_virtual_tokens", "max_positions", "r")) {
            if (config.whole(field, SIZE_MAX).isEmpty()) {
                return new Refused("invalid_value", field, "'" + field + "' has to be a whole number from 1 to " + SIZE_MAX);
            }
        }
        Optional<Double> alpha = config.positive("lora_alpha");
        if (alpha.isEmpty()) {
            return new Refused("invalid_value", "lora_alpha", "'lora_alpha' has to be a number above 0");
        }
        int tokens = config.whole("num_virtual_tokens", SIZE_MAX).orElseThrow();
        int positions = config.whole("max_positions", SIZE_MAX).orElseThrow();
        int rank = config.whole("r", SIZE_MAX).orElseThrow();
        Tensor prompt = weights.tensors().get(Width.PROMPT);
        if (prompt == null || prompt.shape().size() != 2) {
            return new Refused("incomplete_weights", Width.PROMPT, "the matrix " + Width.PROMPT + " is missing");
        }
        int width = prompt.shape().get(1);
        Map<String, List<Integer>> expected =
                Map.of(Width.PROMPT, List.of(tokens, width), A, List.of(positions, rank), B, List.of(rank, width));
        for (Map.Entry<String, Tensor> each : weights.tensors().entrySet()) {
            List<Integer> shape = expected.get(each.getKey());
            if (shape == null) {
                return new Refused("unsupported_target", each.getKey(), "DePT is " + Width.PROMPT + ", " + A + " and " + B);
            }
            if (!shape.equals(each.getValue().shape())) {
                return new Refused("wrong_shape", each.getKey(), each.getKey() + " has the shape " + each.getValue().shape()
                        + ", and the configuration asks for " + shape);
            }
        }
        if (weights.tensors().size() < expected.size()) {
            return new Refused("incomplete_weights", AdapterFolder.WEIGHTS, "DePT is " + Width.PROMPT + ", " + A + " and " + B);
        }
        long parameters = weights.tensors().values().stream().mapToLong(Tensor::elements).sum();
        return new Reading.Sound(name(), parameters, rank, alpha.get(), true, tokens,
                List.of(new Target(Width.PROMPT, List.of(), width, tokens)), config.baseName().orElse(null));
    }

    @Override
    public Optional<String> misfit(Target target, Shape base, int vocabularySize) {
        return Width.misfit(target, base);
    }
}
