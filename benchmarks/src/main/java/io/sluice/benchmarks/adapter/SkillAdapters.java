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
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** A LoRA for each skill and MHR's mixtures of them, trained once and kept; what was stopped goes on where it was. */
final class SkillAdapters {

    private static final int EXAMPLES = 4_000;
    private static final int CHECKPOINT_EVERY = 100;
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
        Path checkpoint = folder.resolveSibling(skill + ".checkpoint");
        try (Tokenizer tokenizer = Tokenizer.load(base); AdapterRun run = Files.exists(checkpoint)
                ? AdapterRun.resume(frozen, plan, data, tokenizer, checkpoint) : AdapterRun.start(frozen, plan, data, tokenizer)) {
            while (!run.done()) {
                run.train(run.step() + CHECKPOINT_EVERY, (step, loss, speed) -> { });
                run.keep(checkpoint);
            }
            Accuracy ungraded = new Accuracy(new Scores(), new Scores(), new Scores(), new Scores());
            AdapterFolder.write(unfinished, frozen, plan, data, run, ungraded, "bench");
        }
        Files.move(unfinished, folder);
        Files.delete(checkpoint);
    }

    /** MHR's mixture for each skill, of all of them. */
    MixtureFile mixtures(List<String> skills, List<Path> folders, int mixtureSteps) throws IOException {
        Base frozen = Base.read(base);
        List<LoraFolder> library = new ArrayList<>();
        for (Path folder : folders) {
            library.add(LoraFolder.read(folder, new ParameterLayout(frozen.shape())));
        }
        List<String> weights = library.stream().map(LoraFolder::weights).toList();
        MixtureRun.Plan usual = MixtureRun.Plan.usual(seed);
        MixtureRun.Plan plan = new MixtureRun.Plan(mixtureSteps, usual.batchRows(), usual.rate(), usual.heads(), seed);
        Path folder = Files.createDirectories(folder(frozen).resolve("mixture-own-" + sha256(weights).substring(0, 12) + "-steps" + plan.steps()
                + "-heads" + plan.heads() + "-rate" + plan.rate()));
        double[][][][][] logits = new double[skills.size()][][][][];
        try (Tokenizer tokenizer = Tokenizer.load(base)) {
            MixtureRun run = new MixtureRun(frozen, plan, library, tokenizer);
            for (int i = 0; i < logits.length; i++) {
                logits[i] = mixture(run, i, skills.get(i), folder.resolve(skills.get(i) + ".json"));
            }
        }
        return new MixtureFile(weights, logits);
    }

    private double[][][][] mixture(MixtureRun run, int own, String skill, Path file) throws IOException {
        if (!Files.exists(file)) {
            log.accept("learning MHR's mixture for " + skill + " (once)");
            double[][][][] learned = run.learn(AdapterData.ofSkill(skill, seed, MIXTURE_EXAMPLES, 1).train(), own, (step, loss, speed) -> { });
            Path unfinished = file.resolveSibling(skill + ".part");
            Files.writeString(unfinished, JsonMapper.shared().writeValueAsString(learned));
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        return JsonMapper.shared().readValue(Files.readString(file), double[][][][].class);
    }

    /** Of everything that was trained. */
    static String digest(MixtureFile mixtures) {
        return sha256(mixtures);
    }

    private static String sha256(Object content) {
        return AdapterDesk.sha256(JsonMapper.shared().writeValueAsBytes(content));
    }
}
