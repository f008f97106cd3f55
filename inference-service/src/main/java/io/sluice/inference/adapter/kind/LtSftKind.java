package io.sluice.inference.adapter.kind;

import io.sluice.inference.engine.AdapterFolder;
import io.sluice.inference.engine.AdapterTensors;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.SparseDelta;
import io.sluice.inference.engine.hook.SparseDelta.Change;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** LT-SFT: for each changed weight NAME its places, {@code NAME.indices}, and what is added there, {@code NAME.values}. */
final class LtSftKind implements AdapterKind {

    private static final String INDICES = ".indices";
    private static final String VALUES = ".values";

    @Override
    public Applied read(Path folder, ModelShape shape) {
        AdapterFolder files = AdapterFolder.open(folder, "LT_SFT");
        AdapterTensors tensors = files.floatsAndWholes();
        Map<String, Change> changes = new TreeMap<>();
        for (Map.Entry<String, int[]> places : Map.copyOf(tensors.wholes()).entrySet()) {
            if (places.getKey().endsWith(INDICES)) {
                String weight = places.getKey().substring(0, places.getKey().length() - INDICES.length());
                changes.put(weight, new Change(places.getValue(), tensors.take(weight + VALUES, places.getValue().length)));
                tensors.wholes().remove(places.getKey());
            }
        }
        tensors.requireEmpty();
        try {
            SparseDelta delta = new SparseDelta(changes, files.flag("tie_word_embeddings", true), shape);
            return new Applied(delta.hooks(), delta.bytes());
        } catch (IllegalArgumentException wrong) {
            throw new ModelRefusedException(wrong.getMessage(), wrong);
        }
    }
}
