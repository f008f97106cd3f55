package io.sluice.registry.kind;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest.Target;
import io.sluice.contracts.model.ModelCard.Shape;
import io.sluice.platform.safetensors.TensorFile;
import io.sluice.platform.safetensors.TensorFile.Tensor;
import io.sluice.registry.kind.Reading.Refused;
import java.util.List;
import java.util.Optional;

/** PEFT's {@code PROMPT_TUNING}: one matrix {@code prompt_embeddings} of {@code [num_virtual_tokens][width]}. */
final class SoftPromptKind implements AdapterKind {

    private static final String PROMPT = Width.PROMPT;
    private static final int TOKENS_MAX = 4096;

    @Override
    public String name() {
        return AdapterKinds.SOFT_PROMPT;
    }

    @Override
    public String peftType() {
        return "PROMPT_TUNING";
    }

    @Override
    public Reading read(AdapterConfig config, TensorFile weights) {
        Optional<Integer> tokens = config.whole("num_virtual_tokens", TOKENS_MAX);
        if (tokens.isEmpty()) {
            return new Refused("invalid_value", "num_virtual_tokens", "'num_virtual_tokens' has to be a whole number from 1 to " + TOKENS_MAX);
        }
        Tensor prompt = weights.tensors().get(PROMPT);
        if (prompt == null || weights.tensors().size() != 1) {
            return new Refused("unsupported_target", weights.tensors().keySet().stream().filter(name -> !name.equals(PROMPT))
                    .findFirst().orElse(PROMPT), "a soft prompt is one matrix " + PROMPT + " and nothing else");
        }
        List<Integer> shape = prompt.shape();
        if (shape.size() != 2 || !shape.getFirst().equals(tokens.get())) {
            return new Refused("rank_mismatch", "num_virtual_tokens", "'num_virtual_tokens' is " + tokens.get() + ", and " + PROMPT
                    + " has the shape " + shape);
        }
        Object width = config.root().path("token_dim").isIntegralNumber() ? config.root().path("token_dim").intValue() : shape.get(1);
        if (!shape.get(1).equals(width)) {
            return new Refused("wrong_shape", "token_dim", "'token_dim' is " + width + ", and " + PROMPT + " has the shape " + shape);
        }
        return new Reading.Sound(AdapterKinds.SOFT_PROMPT, prompt.elements(), null, null, null, tokens.get(),
                List.of(new Target(PROMPT, List.of(), shape.get(1), shape.get(0))),
                config.baseName().orElse(null));
    }

    @Override
    public Optional<String> misfit(Target target, Shape base, int vocabularySize) {
        return Width.misfit(target, base);
    }
}
