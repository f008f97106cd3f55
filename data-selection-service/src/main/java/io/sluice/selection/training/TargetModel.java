package io.sluice.selection.training;

import io.sluice.contracts.training.TrainingJob;
import io.sluice.selection.selector.TrainedModels;
import io.sluice.selection.selector.TrainedModels.Training;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The training job that makes a model of a target, or of rows in stages. Adapter and job have one name, which follows from what they are made of: two
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
     * @param rows       digest of a data set
     */
    static TrainingJob job(Training training, String baseDigest, String rows) {
        return job(training, List.of(training.steps()), baseDigest, rows);
    }

    /** @param steps of each stage that the rows are in, in place of the training's */
    static TrainingJob job(Training training, List<Integer> steps, String baseDigest, String rows) {
        String stages = steps.stream().map(String::valueOf).collect(Collectors.joining(","));
        String name = PREFIX + digest(String.join("\n", FORMAT, training.base(), baseDigest, rows, Boolean.toString(training.full()), stages,
                Long.toString(training.seed()))).substring(0, NAMED);
        // Nothing of the base's own exercises: what is wanted is the difference that the rows make.
        Map<String, String> settings = new TreeMap<>(Map.of("replay", "0", "batch-rows", "16", "test-items", "1",
                "row-characters", Integer.toString(TrainedModels.CHARACTERS)));
        if (training.full()) {
            settings.put("density", "1");
        }
        if (steps.size() > 1) {
            settings.put("stage-steps", stages);
        }
        return new TrainingJob(name, name, training.base(), baseDigest, training.full() ? "lt-sft" : "lora", null,
                TrainingJob.DataReference.dataSet(rows, "rows of a selection", List.of()), training.seed(),
                new TrainingJob.Budget(steps.stream().mapToInt(own -> own).sum(), null), settings, List.of("selection"));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
