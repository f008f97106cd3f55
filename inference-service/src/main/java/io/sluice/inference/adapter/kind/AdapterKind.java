package io.sluice.inference.adapter.kind;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.ModelShape;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One kind of adapter, from its folder to what it does to a sequence. To add a kind: a class like {@link Ia3Kind}, and its
 * line in {@link #ALL}. Thread-safe.
 */
@FunctionalInterface
public interface AdapterKind {

    /** Every kind that can be applied, by its name in manifests. */
    Map<String, AdapterKind> ALL = Map.of(
            AdapterKinds.LORA, new LoraKind(),
            AdapterKinds.SOFT_PROMPT, new SoftPromptKind(),
            AdapterKinds.DEPT, new DeptKind(),
            AdapterKinds.LOFIT, new LofitKind(),
            AdapterKinds.LT_SFT, new LtSftKind(),
            AdapterKinds.IA3, new Ia3Kind());

    /**
     * @param hooks of every sequence that asks for the adapter
     * @param lora  of that kind alone: what can be weighed and summed
     * @param bytes in memory
     */
    record Applied(Hooks hooks, @Nullable LowRankAdapter lora, long bytes) {

        Applied(Hooks hooks, long bytes) {
            this(hooks, null, bytes);
        }
    }

    /** @throws ModelRefusedException when the files aren't this kind, complete and for a model of this shape */
    Applied read(Path folder, ModelShape shape);
}
