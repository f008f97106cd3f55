package io.sluice.trainer.adapter;

import io.sluice.trainer.export.SafeTensors;
import io.sluice.trainer.model.AdaptedLlama;
import io.sluice.trainer.model.Schedule;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.BatchSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Learns how much of each adapter a task needs, from few examples, and writes what comes out as an adapter of its own. */
public final class CompositionRun {

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Base base;
    private final List<LoraPart> parts;
    private final Plan plan;

    /**
     * @param rate   peak learning rate of the coefficients
     * @param replay share of a batch that is drawn from the mix which the model already knows, 0 ≤ replay < 1
     * @param start  of every coefficient: 0 is the base, where the paper begins, and 1 the sum of all parts
     */
    public record Plan(int steps, int batchRows, double rate, double replay, double start, long seed) {

        public Plan {
            if (steps < 1 || batchRows < 1 || !(rate > 0) || !(replay >= 0 && replay < 1) || !Double.isFinite(start)) {
                throw new IllegalArgumentException("steps, batch and rate have to be above 0, replay from 0 to below 1, and start a number");
            }
        }

        /** What works on the shipped models: the command's defaults. */
        public static Plan usual(long seed) {
            return new Plan(60, 24, 0.03, 0.25, 1, seed);
        }

        /** The same over another number of steps. */
        public Plan steps(int steps) {
            return new Plan(steps, batchRows, rate, replay, start, seed);
        }
    }

    /** @throws IllegalArgumentException unless there are parts, each name once */
    public CompositionRun(Base base, List<LoraPart> parts, Plan plan) {
        Set<String> names = parts.stream().map(LoraPart::name).collect(Collectors.toCollection(TreeSet::new));
        if (parts.isEmpty() || names.size() < parts.size()) {
            throw new IllegalArgumentException("parts have to be folders of different names, at least one");
        }
        this.base = base;
        this.parts = List.copyOf(parts);
        this.plan = plan;
    }

    /** Of the parts, in their order. */
    public List<String> names() {
        return parts.stream().map(LoraPart::name).toList();
    }

    private Composition composition(boolean byBlock) {
        return new Composition(parts, base, byBlock);
    }

    /** Coefficients that are the same in all blocks of a part. */
    public float[] spread(float... byPart) {
        float[] all = new float[composition(true).size()];
        int blocks = all.length / parts.size();
        for (int part = 0; part < parts.size(); part++) {
            Arrays.fill(all, part * blocks, (part + 1) * blocks, byPart[part]);
        }
        return all;
    }

    /**
     * @param byBlock whether each block may have a coefficient of its own
     * @return a coefficient for each part and block, also where they had to be alike
     */
    public float[] learn(AdapterData data, Tokenizer tokenizer, boolean byBlock) {
        Composition composition = composition(byBlock);
        BatchSource source = new BatchSource(
                new MixedTasks(data.train(), plan.replay(), plan.seed()), tokenizer, plan.seed(), plan.batchRows());
        Schedule schedule = AdapterRun.schedule(plan.rate(), plan.steps());
        float[] start = new float[composition.size()];
        Arrays.fill(start, (float) plan.start());
        try (AdaptedLlama model = new AdaptedLlama(base.shape(), base.weights(), composition, AdaptedLlama.State.initial(start))) {
            for (int step = 0; step < plan.steps(); step++) {
                model.train(source.next(), schedule.rate(step));
            }
            return byBlock ? model.parameters() : spread(model.parameters());
        }
    }

    /** The base under the parts with these coefficients; the caller closes it. */
    public AdaptedLlama model(float[] coefficients) {
        return new AdaptedLlama(base.shape(), base.weights(), composition(true), AdaptedLlama.State.initial(coefficients));
    }

    /** Coefficients by part and projection, e.g. {@code 0.self_attn.q_proj}. */
    public Map<String, Map<String, Float>> named(float[] coefficients) {
        return composition(true).named(coefficients);
    }

    /**
     * A LoRA of all ranks together, in PEFT's layout; the coefficients are in the weight file's metadata, and the digests of the
     * parts in the lineage.
     *
     * @param metrics of the composition, by name
     */
    public void write(Path folder, AdapterData data, float[] coefficients, Map<String, Double> metrics, String codeVersion)
            throws IOException {
        Files.createDirectories(folder);
        Composition composition = composition(true);
        ObjectNode config = LoraMethod.config(composition.rank(), composition.rank()).put("base_model_name_or_path", base.name());
        Files.writeString(folder.resolve(AdapterFolder.CONFIG), JSON.writeValueAsString(config) + "\n");
        SafeTensors.write(folder.resolve(AdapterFolder.WEIGHTS),
                Map.of("format", "pt", "coefficients", JsonMapper.shared().writeValueAsString(named(coefficients))),
                composition.tensors(coefficients));
        ObjectNode lineage = JSON.createObjectNode()
                .put("base", base.name())
                .put("base_digest", base.digest())
                .put("task", data.name())
                .put("description", String.format(Locale.ROOT, "%s for %s on %s, a coefficient a block",
                        parts.stream().map(LoraPart::name).collect(Collectors.joining(" + ")), data.name(), base.name()));
        lineage.putArray("tags").add("lora").add("composition");
        ObjectNode figures = lineage.putObject("metrics");
        metrics.forEach(figures::put);
        ObjectNode settings = lineage.putObject("training").put("seed", plan.seed()).put("codeVersion", codeVersion)
                .put("steps", plan.steps()).putObject("settings");
        settings.put("method", "atlas").put("batch-rows", Integer.toString(plan.batchRows()))
                .put("rate", Double.toString(plan.rate())).put("replay", Double.toString(plan.replay()))
                .put("start", Double.toString(plan.start()));
        ArrayNode parents = lineage.putObject("data").put("digest", data.digest()).put("source", data.source())
                .put("items", data.train().size()).putArray("parents");
        parts.forEach(part -> parents.add(part.digest()));
        Files.writeString(folder.resolve(AdapterFolder.LINEAGE), JSON.writeValueAsString(lineage) + "\n");
    }
}
