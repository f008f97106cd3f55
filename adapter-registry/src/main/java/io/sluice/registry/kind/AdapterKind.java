package io.sluice.registry.kind;

import io.sluice.contracts.adapter.AdapterManifest.Target;
import io.sluice.contracts.model.ModelCard.Shape;
import io.sluice.platform.safetensors.TensorFile;
import io.sluice.platform.safetensors.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One kind of adapter in files. To add a kind: a class like {@link Ia3Kind}, and its line in {@link #ALL}.
 * The files are sound when a kind sees them: strict JSON, and a weight file whose header was checked.
 */
public interface AdapterKind {

    /** Every kind the registry takes. */
    List<AdapterKind> ALL =
            List.of(new LoraKind(), new SoftPromptKind(), new DeptKind(), new LofitKind(), new LtSftKind(), new Ia3Kind());

    /** The {@code kind} of its manifests. */
    String name();

    /** The {@code peft_type} of its {@code adapter_config.json}. */
    String peftType();

    /** How its numbers may be stored. */
    default Set<TensorType> types() {
        return TensorType.FLOATS;
    }

    /** Whether the files are this kind, complete and without anything that would be left out when it is applied. */
    Reading read(AdapterConfig config, TensorFile weights);

    /** What is wrong with one of its targets on a base of this shape, if anything is. */
    default Optional<String> misfit(Target target, Shape base, int vocabularySize) {
        return Sizes.exact(target, base, vocabularySize);
    }
}
