package io.sluice.inference.adapter;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.inference.adapter.selection.PromptMean;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.hook.Hooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads prompts with a base and writes down what selectors need to know: centroids and spread. Not for a request's thread. */
public final class Calibration {

    /**
     * An adapter and what it is for.
     *
     * @param folder  PEFT folder of type LORA
     * @param prompts of its training data, as users would write them; at least one
     */
    public record Sample(String task, Path folder, List<String> prompts) {

        public Sample {
            if (prompts.isEmpty()) {
                throw new IllegalArgumentException("there are no prompts for the task " + task);
            }
        }
    }

    private final LanguageModel base;
    private final int width;

    /** @param base nobody else runs passes of it meanwhile */
    public Calibration(LanguageModel base) {
        this.base = base;
        this.width = base.shape().width();
    }

    /**
     * @param samples  at least one
     * @param mixtures MHR's learned ones for the same tasks; absent: none
     */
    public SelectionFile run(List<Sample> samples, @Nullable MixtureFile mixtures) throws IOException {
        List<String> weights = new ArrayList<>();
        for (Sample sample : samples) {
            weights.add(MixtureFile.sha256(Files.readAllBytes(sample.folder().resolve(LoadedAdapter.WEIGHTS))));
        }
        double[] spread = new double[width];
        List<double[]> centroids = samples.stream().map(sample -> centroid(sample.prompts(), spread, samples.size())).toList();
        List<SelectionFile.Entry> entries = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            entries.add(new SelectionFile.Entry(samples.get(i).task(), weights.get(i), centroids.get(i),
                    mixtures == null ? null : mixtures.logits(weights.get(i), weights)));
        }
        return new SelectionFile(base.info().name(), base.info().digest(), spread, entries);
    }

    /** Adds the variance around it to the spread, as one of so many tasks. */
    private double[] centroid(List<String> prompts, double[] spread, int tasks) {
        List<double[]> means = new ArrayList<>();
        double[] centroid = new double[width];
        for (String prompt : prompts) {
            PromptMean reader = new PromptMean(base.shape());
            read(prompt, Hooks.NONE.with(reader));
            double[] mean = reader.mean();
            means.add(mean);
            for (int i = 0; i < width; i++) {
                centroid[i] += mean[i] / prompts.size();
            }
        }
        for (double[] mean : means) {
            for (int i = 0; i < width; i++) {
                spread[i] += (mean[i] - centroid[i]) * (mean[i] - centroid[i]) / prompts.size() / tasks;
            }
        }
        return centroid;
    }

    private void read(String prompt, Hooks hooks) {
        int[] tokens = base.tokenizer().encodeChat(List.of(new ChatMessage("user", prompt)), List.of());
        try (KvCache cache = base.allocate(tokens.length)) {
            base.forward(List.of(new Segment(cache, tokens, Logits.LAST, hooks)));
        }
    }
}
