package io.sluice.inference.adapter.kind;

import io.sluice.inference.engine.AdapterFolder;
import io.sluice.inference.engine.AdapterTensors;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.engine.hook.ProjectionScale;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * (IA)³ in PEFT's layout: {@code base_model.model.NAME.ia3_l} of {@code [outputs][1]} for an attention projection, and for
 * the down projection, a {@code feedforward_module}, of {@code [1][inputs]}.
 */
final class Ia3Kind implements AdapterKind {

    @Override
    public Applied read(Path folder, ModelShape shape) {
        AdapterTensors tensors = AdapterFolder.open(folder, "IA3").floats();
        Map<String, float[]> factors = new TreeMap<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (Projection projection : new Projection[] {Projection.QUERY, Projection.KEY, Projection.VALUE, Projection.OUTPUT}) {
                String name = name(projection, layer);
                if (tensors.floats().containsKey(name)) {
                    factors.put(projection.tensor(layer), tensors.take(name, shape.outputs(projection), 1));
                }
            }
            String inside = name(Projection.DOWN, layer);
            if (tensors.floats().containsKey(inside)) {
                factors.put(Projection.UP.tensor(layer), tensors.take(inside, 1, shape.mlpWidth()));
            }
        }
        tensors.requireEmpty();
        try {
            ProjectionScale scale = new ProjectionScale(factors, shape);
            return new Applied(Hooks.NONE.with(scale), scale.bytes());
        } catch (IllegalArgumentException wrong) {
            throw new ModelRefusedException(wrong.getMessage(), wrong);
        }
    }

    private static String name(Projection projection, int layer) {
        return "base_model.model." + projection.tensor(layer).replaceFirst("weight$", "ia3_l");
    }
}
