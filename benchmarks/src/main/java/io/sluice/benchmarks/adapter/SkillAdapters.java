package io.sluice.benchmarks.adapter;

import io.sluice.inference.adapter.MixtureFile;
import io.sluice.trainer.adapter.Accuracy;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterFolder;
import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.AdapterRun;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.mixture.LoraFolder;
import io.sluice.trainer.mixture.MixtureRun;
import io.sluice.trainer.model.ParameterLayout;
import io.sluice.trainer.task.Task;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** A LoRA for each skill and MHR's mixtures of them, trained once and kept. */
final class SkillAdapters {

    private static final int EXAMPLES = 4_000;
    private static final int MIXTURE_EXAMPLES = 400;
    private static final String WEIGHTS = "adapter_model.safetensors";

    private final Path base;
    private final Path cache;
    private final int steps;
    private final long seed;
    private final Consumer<String> log;

    /** @param cache folder for all of them; those of other bases, steps and seeds lie beside */
    SkillAdapters(Path base, Path cache, int steps, long seed, Consumer<String> log) {
        this.base = base;
        this.cache = cache;
        this.steps = steps;
        this.seed = seed;
        this.log = log;
    }

    private Path folder(Base frozen) {
        return cache.resolve(frozen.digest().substring(0, 12) + "-steps" + steps + "-seed" + seed);
    }

    /** The skills' folders, in their order. */
    List<Path> adapters(List<String> skills) throws IOException {
        Base frozen = Base.read(base);
        List<Path> folders = new ArrayList<>();
        for (String skill : skills) {
            Path folder = folder(frozen).resolve(skill);
            folders.add(folder);
            if (!Files.exists(folder.resolve(WEIGHTS))) {
                log.accept("training " + skill + " (once)");
                train(frozen, skill, folder);
            }
        }
        return folders;
    }

    private void train(Base frozen, String skill, Path folder) throws IOException {
        AdapterPlan usual = AdapterPlan.usual(AdapterKind.LORA, seed);
        AdapterPlan plan = usual.with(steps, usual.settings().density());
        AdapterData data = AdapterData.ofSkill(skill, seed, EXAMPLES, 1);
        Path unfinished = Files.createDirectories(folder.resolveSibling(skill + ".part"));
        try (Tokenizer tokenizer = Tokenizer.load(base); AdapterRun run = AdapterRun.start(frozen, plan, data, tokenizer)) {
            run.train(steps, (step, loss, speed) -> { });
            Accuracy ungraded = new Accuracy(new Scores(), new Scores(), new Scores(), new Scores());
            AdapterFolder.write(unfinished, frozen, plan, data, run, ungraded, "bench");
        }
        Files.move(unfinished, folder);
    }

    MixtureFile mixtures(List<String> skills, List<Path> folders) throws IOException {
        Base frozen = Base.read(base);
        MixtureRun.Plan plan = MixtureRun.Plan.usual(seed);
        Path file = folder(frozen).resolve("mixture-" + skills.size() + "-steps" + plan.steps() + "-heads" + plan.heads() + "-rate" + plan.rate() + ".json");
        if (!Files.exists(file)) {
            log.accept("learning MHR's mixtures (once)");
            List<LoraFolder> library = new ArrayList<>();
            List<List<Task>> examples = new ArrayList<>();
            for (int i = 0; i < skills.size(); i++) {
                library.add(LoraFolder.read(folders.get(i), new ParameterLayout(frozen.shape())));
                examples.add(AdapterData.ofSkill(skills.get(i), seed, MIXTURE_EXAMPLES, 1).train());
            }
            try (Tokenizer tokenizer = Tokenizer.load(base)) {
                MixtureRun.Mixtures learned = new MixtureRun(frozen, plan, library, tokenizer).all(examples, (step, loss, speed) -> { });
                Files.writeString(file, JsonMapper.shared().writeValueAsString(learned));
            }
        }
        return MixtureFile.read(file);
    }
}
