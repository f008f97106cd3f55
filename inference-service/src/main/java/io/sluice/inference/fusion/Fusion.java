package io.sluice.inference.fusion;

import io.sluice.inference.decoding.fusion.LogitFusion;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model to be made of others that are served.
 *
 * @param name   as callers will name it
 * @param models names of the others, in the order that the method wants
 */
public record Fusion(String name, List<String> models, LogitFusion method) {

    public Fusion {
        models = List.copyOf(models);
        if (models.size() != method.models()) {
            throw new IllegalArgumentException("a fusion of " + method.models() + " models names " + models.size());
        }
    }

    /**
     * The model, with twins of the others: it shares their weights and has a KV memory of its own.
     *
     * @param served null where no model of this name is there
     * @throws ModelRefusedException when one isn't there, or their vocabularies are not the same
     */
    public LanguageModel of(Function<String, @Nullable LanguageModel> served) {
        List<LanguageModel> twins = new ArrayList<>();
        try {
            for (String each : models) {
                LanguageModel model = served.apply(each);
                if (model == null) {
                    throw new ModelRefusedException("it is made of the model " + each + ", which is not served");
                }
                twins.add(model.twin());
            }
            return new FusedModel(name, twins, method);
        } catch (RuntimeException | OutOfMemoryError refused) {
            twins.forEach(LanguageModel::close);
            throw refused;
        }
    }
}
