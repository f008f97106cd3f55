package io.sluice.trainer.adapter;

import io.sluice.trainer.export.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run leaves: {@code adapter_config.json} and {@code adapter_model.safetensors} as PEFT lays them out (kinds that
 * PEFT lacks in the same two files), {@code sluice.json} with the lineage for a registry, and {@code README.md}.
 */
public final class AdapterFolder {

    public static final String CHECKPOINT = "checkpoint.safetensors";
    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";
    static final String LINEAGE = "sluice.json";
    private static final String LICENCE = "Apache-2.0";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private AdapterFolder() {}

    /**
     * What only the caller knows.
     *
     * @param codeVersion of this program
     * @param job         identity of the training job, where there is one
     * @param tags        beside the kind's
     */
    public record Origin(String codeVersion, @Nullable String job, List<String> tags) {}

    /** Without a job. */
    public static void write(
            Path folder, Base base, AdapterPlan plan, AdapterData data, AdapterRun run, Accuracy accuracy, String codeVersion)
            throws IOException {
        write(folder, base, plan, data, run, accuracy, new Origin(codeVersion, null, List.of()));
    }

    public static void write(
            Path folder, Base base, AdapterPlan plan, AdapterData data, AdapterRun run, Accuracy accuracy, Origin origin)
            throws IOException {
        Files.createDirectories(folder);
        AdapterMethod.Result result = run.result();
        ObjectNode config = result.config().put("base_model_name_or_path", base.name());
        Files.writeString(folder.resolve(CONFIG), JSON.writeValueAsString(config) + "\n");
        SafeTensors.write(folder.resolve(WEIGHTS), Map.of("format", "pt"), result.tensors());
        ObjectNode lineage = lineage(base, plan, data, run, accuracy, result, origin);
        Files.writeString(folder.resolve(LINEAGE), JSON.writeValueAsString(lineage) + "\n");
        Files.writeString(folder.resolve("README.md"), AdapterCard.text(base, plan, data, run, accuracy, result));
    }

    private static ObjectNode lineage(
            Base base, AdapterPlan plan, AdapterData data, AdapterRun run, Accuracy accuracy,
            AdapterMethod.Result result, Origin origin) {
        ObjectNode json = JSON.createObjectNode()
                .put("base", base.name())
                .put("base_digest", base.digest())
                .put("task", data.name())
                .put("licence", LICENCE)
                .put("description", String.format(Locale.ROOT, "%s for %s on %s", plan.kind(), data.name(), base.name()));
        ArrayNode tags = json.putArray("tags");
        Stream.concat(Stream.of(plan.kind().toString()), origin.tags().stream()).distinct().forEach(tags::add);
        ObjectNode metrics = json.putObject("metrics");
        if (accuracy.newAfter().overall().asked() > 0) {
            metrics.put("newTask", accuracy.newAfter().overall().accuracy())
                    .put("newTaskBefore", accuracy.newBefore().overall().accuracy())
                    .put("newTaskItems", accuracy.newAfter().overall().asked());
        }
        metrics.put("oldTasks", accuracy.oldAfter().overall().accuracy())
                .put("oldTasksBefore", accuracy.oldBefore().overall().accuracy())
                .put("oldTaskItems", accuracy.oldAfter().overall().asked())
                .put("parameters", result.trained());
        ObjectNode training = json.putObject("training")
                .put("seed", plan.seed())
                .put("codeVersion", origin.codeVersion())
                .put("steps", plan.steps())
                .put("cpuSeconds", run.cpu().toMillis() / 1000.0);
        if (origin.job() != null) {
            training.put("job", origin.job());
        }
        ObjectNode settings = training.putObject("settings");
        plan.words().forEach(settings::put);
        ArrayNode parents = json.putObject("data")
                .put("digest", data.digest())
                .put("source", data.source())
                .put("items", data.train().size())
                .putArray("parents");
        data.parents().forEach(parents::add);
        return json;
    }
}
