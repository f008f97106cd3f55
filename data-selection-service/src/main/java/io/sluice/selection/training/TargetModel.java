package io.sluice.selection.training;

import io.sluice.contracts.training.TrainingJob;
import io.sluice.selection.selector.TrainedModels.Training;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The training job that makes a model of a target. Adapter and job have one name, which follows from what they are made of: two
 * selection jobs that want the same ask for the same.
 */
final class TargetModel {

    /** What the names of all of them begin with. */
    static final String PREFIX = "cond-";
    private static final int NAMED = 24;
    /** Part of the name: changes with what a job of these fields is taken to mean. */
    private static final String FORMAT = "1";

    private TargetModel() {
    }

    /**
     * @param baseDigest of the served base
     * @param target     digest of a data set
     */
    static TrainingJob job(Training training, String baseDigest, String target) {
        String name = PREFIX + digest(String.join("\n", FORMAT, training.base(), baseDigest, target, Boolean.toString(training.full()),
                Integer.toString(training.steps()), Long.toString(training.seed()))).substring(0, NAMED);
        // Nothing of the base's own exercises: what is wanted is the difference that the target makes.
        Map<String, String> usual = Map.of("replay", "0", "batch-rows", "16", "row-characters", "600", "test-items", "1");
        return new TrainingJob(name, name, training.base(), baseDigest, training.full() ? "lt-sft" : "lora", null,
                TrainingJob.DataReference.dataSet(target, "rows of a selection", List.of()), training.seed(),
                new TrainingJob.Budget(training.steps(), null), training.full() ? with(usual, "density", "1") : usual, List.of("selection"));
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(name, value);
        return all;
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
