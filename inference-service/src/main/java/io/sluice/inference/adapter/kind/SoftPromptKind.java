package io.sluice.inference.adapter.kind;

import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.SoftPrompt;
import java.nio.file.Path;

/** Prompt tuning: vectors before the prompt. */
final class SoftPromptKind implements AdapterKind {

    @Override
    public Applied read(Path folder, ModelShape shape) {
        SoftPrompt prompt = AdapterFiles.softPrompt(folder, shape);
        return new Applied(Hooks.NONE.with(prompt), (long) prompt.extraTokens() * shape.width() * Float.BYTES);
    }
}
