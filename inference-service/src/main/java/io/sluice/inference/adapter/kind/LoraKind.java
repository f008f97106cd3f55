package io.sluice.inference.adapter.kind;

import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.ModelShape;
import java.nio.file.Path;

/** LoRA: low-rank products beside projections. */
final class LoraKind implements AdapterKind {

    @Override
    public Applied read(Path folder, ModelShape shape) {
        LowRankAdapter lora = AdapterFiles.lora(folder, shape);
        return new Applied(Hooks.NONE.with(lora), lora, lora.bytes());
    }
}
