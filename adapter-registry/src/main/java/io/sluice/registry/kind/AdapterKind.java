package io.sluice.registry.kind;

import io.sluice.platform.safetensors.TensorFile;
import java.util.List;

/**
 * One kind of adapter in files. To add a kind: a class like {@link LoraKind}, and its line in {@link #ALL}.
 * The files are sound when a kind sees them: strict JSON, and a weight file whose header was checked.
 */
public interface AdapterKind {

    /** Every kind the registry takes. */
    List<AdapterKind> ALL = List.of(new LoraKind(), new SoftPromptKind());

    /** The {@code peft_type} of its {@code adapter_config.json}. */
    String peftType();

    /** Whether the files are this kind, complete and without anything that would be left out when it is applied. */
    Reading read(AdapterConfig config, TensorFile weights);
}
