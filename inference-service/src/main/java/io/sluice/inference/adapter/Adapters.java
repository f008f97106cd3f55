package io.sluice.inference.adapter;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a served model is made of beside its folder; each part may be absent.
 *
 * @param lora            a PEFT folder of type LORA, merged into the weights while they are loaded
 * @param softPrompt      a PEFT folder of type PROMPT_TUNING, whose vectors stand before every prompt
 * @param headOffsets     a safetensors file with LoFiT's vectors
 * @param firstTokenScale ZeroTuning's factor for all heads, or a JSON file with one for each head
 */
public record Adapters(
        @Nullable Path lora, @Nullable Path softPrompt, @Nullable Path headOffsets, @Nullable String firstTokenScale) {

    public static final Adapters NONE = new Adapters(null, null, null, null);
}
