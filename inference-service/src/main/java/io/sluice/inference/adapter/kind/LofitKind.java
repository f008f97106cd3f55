package io.sluice.inference.adapter.kind;

import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.hook.HeadOffsets;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.ModelShape;
import java.nio.file.Path;

/** LoFiT: offsets of chosen heads. */
final class LofitKind implements AdapterKind {

    @Override
    public Applied read(Path folder, ModelShape shape) {
        HeadOffsets offsets = AdapterFiles.headOffsets(folder, shape);
        return new Applied(Hooks.NONE.with(offsets), offsets.bytes());
    }
}
