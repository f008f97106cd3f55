package io.sluice.trainer.adapter;

/** The class of each kind. */
final class AdapterMethods {

    private AdapterMethods() {}

    static AdapterMethod of(Base base, AdapterPlan plan) {
        return switch (plan.kind()) {
            case LORA -> new LoraMethod(base, plan);
            case SOFT_PROMPT -> new PromptMethod(base, plan, false);
            case DEPT -> new PromptMethod(base, plan, true);
            case LOFIT -> new HeadMethod(base, plan);
            case SPARSE -> new SparseMethod(base, plan);
        };
    }
}
