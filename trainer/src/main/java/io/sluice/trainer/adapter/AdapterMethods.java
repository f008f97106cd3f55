package io.sluice.trainer.adapter;

import io.sluice.trainer.tokenizer.Tokenizer;

/** The class of each kind. */
final class AdapterMethods {

    private AdapterMethods() {}

    static AdapterMethod of(Base base, AdapterPlan plan, AdapterData data, Tokenizer tokenizer) {
        return switch (plan.kind()) {
            case LORA -> plan.settings().corda()
                    ? new CordaMethod(base, plan, data.train(), tokenizer)
                    : new LoraMethod(base, plan);
            case SOFT_PROMPT -> new PromptMethod(base, plan, false);
            case DEPT -> new PromptMethod(base, plan, true);
            case LOFIT -> new HeadMethod(base, plan);
            case LT_SFT -> new SparseMethod(base, plan);
            case IA3 -> new FactorMethod(base, plan);
        };
    }
}
