package io.sluice.benchmarks.adapter;

import io.sluice.benchmarks.routing.Interval;
import io.sluice.contracts.generation.AdapterReport;
import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.routing.AdapterDials.Selector;
import io.sluice.inference.adapter.Calibration;
import io.sluice.inference.adapter.SelectionFile;
import io.sluice.inference.adapter.selection.ArrowReading;
import io.sluice.inference.adapter.selection.ArrowRouter;
import io.sluice.inference.adapter.selection.Background;
import io.sluice.inference.adapter.selection.BackgroundReading;
import io.sluice.inference.adapter.selection.Prototypes;
import io.sluice.inference.adapter.selection.Prototypes.Extent;
import io.sluice.inference.adapter.selection.Shares;
import io.sluice.inference.batching.Answer;
import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.trainer.task.Grader;
import io.sluice.trainer.task.Split;
import io.sluice.trainer.task.Task;
import io.sluice.trainer.task.TaskGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a mixed stream of all skills of the shipped model under every way to choose among their adapters. */
public final class SelectionMeasurement {

    /** Prompts of each skill that a selection file is made of, and of the base's own tasks. */
    private static final int SAMPLES = 64;
    private static final int TOGETHER = 32;

    /**
     * @param cache where trained adapters are kept
     * @param items of each skill
     */
    public record Plan(Path base, Path cache, int steps, int items, long seed) {
    }

    private record Item(int skill, Task task) {
    }

    private final Plan plan;
    private final Consumer<String> log;
    private final List<String> skills = TaskGenerator.skills();
    private final List<Item> items;
    private final List<SelectionRow> rows = new ArrayList<>();
    /** Accuracy with each item's own adapter. */
    private double oracle = 1;

    public SelectionMeasurement(Plan plan, Consumer<String> log) {
        this.plan = plan;
        this.log = log;
        this.items = new ArrayList<>();
        for (int skill = 0; skill < skills.size(); skill++) {
            for (Task task : draw(TaskGenerator.ofSkill(skills.get(skill), plan.seed() + 100, Split.TEST), plan.items())) {
                items.add(new Item(skill, task));
            }
        }
        Collections.shuffle(items, new Random(plan.seed()));
    }

    private static List<Task> draw(TaskGenerator generator, int count) {
        return Stream.generate(generator::next).limit(count).toList();
    }

    public List<SelectionRow> run() throws IOException {
        SkillAdapters trained = new SkillAdapters(plan.base(), plan.cache(), plan.steps(), plan.seed(), log);
        List<Path> folders = trained.adapters(skills);
        List<Calibration.Sample> samples = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            samples.add(new Calibration.Sample(skills.get(i), folders.get(i),
                    prompts(TaskGenerator.ofSkill(skills.get(i), plan.seed(), Split.TRAIN))));
        }
        List<String> ordinary = prompts(new TaskGenerator(plan.seed(), Split.TRAIN));
        LanguageModel model = ModelLoader.load(plan.base(), plan.base().toAbsolutePath().normalize().getFileName().toString());
        SelectionFile selection = new Calibration(model).run(samples, trained.mixtures(skills, folders));
        List<List<Boolean>> forms = publishedForms(model, folders);
        List<List<Integer>> picks = readings(model, folders, ordinary);
        try (AdapterDesk desk = new AdapterDesk(model)) {
            desk.know(selection);
            for (int i = 0; i < folders.size(); i++) {
                desk.activate(skills.get(i), folders.get(i));
            }
            ask(desk, forms, picks);
        }
        return rows;
    }

    private static List<String> prompts(TaskGenerator generator) {
        return draw(generator, SAMPLES).stream().map(Task::prompt).toList();
    }

    private void ask(AdapterDesk desk, List<List<Boolean>> forms, List<List<Integer>> picks) {
        List<List<Boolean>> single = new ArrayList<>();
        for (String skill : skills) {
            single.add(right(desk, skill + "@1", null));
        }
        List<Boolean> own = picked(single, item -> items.get(item).skill());
        oracle = accuracy(own);
        int best = Shares.best(single.stream().mapToDouble(this::accuracy).toArray());
        row("none", right(desk, "", null), null, null);
        row("best-single", single.get(best), null, skills.get(best));
        row("oracle", own, null, null);
        for (Selector selector : List.of(Selector.ARROW, Selector.MHR, Selector.NEAREST)) {
            selected(desk, selector);
        }
        row("uniform mixture", forms.get(0), null, null);
        row("arrow: per token, best 1", forms.get(1), null, null);
        row("arrow: per token, best 4", forms.get(2), null, null);
        String[] names = {"first vector, all layers", "first vector", "whole, all layers", "whole, background", "whole, background, all layers"};
        for (int i = 0; i < names.length; i++) {
            List<Integer> chosen = picks.get(i);
            row("arrow: " + names[i], picked(single, chosen::get), share(chosen), null);
        }
    }

    private List<Boolean> picked(List<List<Boolean>> single, Function<Integer, Integer> adapter) {
        return IntStream.range(0, items.size()).mapToObj(item -> single.get(adapter.apply(item)).get(item)).toList();
    }

    private double share(List<Integer> chosen) {
        return IntStream.range(0, items.size()).filter(item -> chosen.get(item) == items.get(item).skill()).count() / (double) items.size();
    }

    private double accuracy(List<Boolean> right) {
        return right.stream().filter(each -> each).count() / (double) right.size();
    }

    private void row(String method, List<Boolean> right, @Nullable Double chosenRight, @Nullable String adapter) {
        Interval interval = Interval.of((int) right.stream().filter(each -> each).count(), right.size());
        rows.add(new SelectionRow(method, accuracy(right), interval.low(), interval.high(), accuracy(right) / oracle, chosenRight, adapter));
        log.accept(String.format(Locale.ROOT, "%s: %.1f %%", method, 100 * accuracy(right)));
    }

    private List<Boolean> right(AdapterDesk desk, String adapters, @Nullable Selector selector) {
        List<Answer> answers = answers(desk, adapters, selector);
        return IntStream.range(0, items.size())
                .mapToObj(item -> Grader.isCorrect(items.get(item).task(), answers.get(item).choices().getFirst().text())).toList();
    }

    private List<Answer> answers(AdapterDesk desk, String adapters, @Nullable Selector selector) {
        List<Answer> answers = new ArrayList<>();
        for (int from = 0; from < items.size(); from += TOGETHER) {
            List<CompletableFuture<Answer>> asked = items.subList(from, Math.min(items.size(), from + TOGETHER)).stream()
                    .map(item -> desk.ask(adapters, selector, item.task().prompt())).toList();
            for (CompletableFuture<Answer> each : asked) {
                Answer answer = each.join();
                if (answer.failure() != null) {
                    throw new IllegalStateException(answer.failure().code() + ": " + answer.failure().message());
                }
                answers.add(answer);
            }
        }
        return answers;
    }

    private void selected(AdapterDesk desk, Selector selector) {
        List<Answer> answers = answers(desk, "auto", selector);
        List<Boolean> right = new ArrayList<>();
        int own = 0;
        for (int item = 0; item < items.size(); item++) {
            right.add(Grader.isCorrect(items.get(item).task(), answers.get(item).choices().getFirst().text()));
            AdapterReport report = Objects.requireNonNull(Objects.requireNonNull(answers.get(item).routing()).adapters());
            String chosen = report.task() != null ? report.task() + "@1" : report.scores().getFirst().adapter();
            own += chosen.equals(skills.get(items.get(item).skill()) + "@1") ? 1 : 0;
        }
        row(selector.name().toLowerCase(Locale.ROOT), right, own / (double) items.size(), null);
    }

    /** What no request can ask for: all adapters at once, and Arrow as published. */
    private List<List<Boolean>> publishedForms(LanguageModel model, List<Path> folders) {
        List<LowRankAdapter> library = folders.stream().map(folder -> AdapterFiles.lora(folder, model.shape())).toList();
        List<Prototypes> first = library.stream().map(each -> Prototypes.of(each, Extent.FIRST)).toList();
        Hooks uniform = Hooks.NONE;
        for (LowRankAdapter each : library) {
            uniform = uniform.with(each.times((layer, projection) -> 1f / library.size()));
        }
        List<String> questions = items.stream().map(item -> item.task().prompt()).toList();
        HookedPupil pupil = new HookedPupil(model);
        return Stream.of(uniform, Hooks.NONE.with(new ArrowRouter(first, new ArrowRouter.Settings(1, 1))),
                Hooks.NONE.with(new ArrowRouter(first, ArrowRouter.Settings.DEFAULT))).map(hooks -> {
                    List<String> answers = pupil.answers(questions, hooks);
                    return IntStream.range(0, items.size()).mapToObj(i -> Grader.isCorrect(items.get(i).task(), answers.get(i))).toList();
                }).toList();
    }

    /** Whom other forms of Arrow choose for a whole prompt. */
    private List<List<Integer>> readings(LanguageModel model, List<Path> folders, List<String> ordinary) {
        List<LowRankAdapter> library = folders.stream().map(folder -> AdapterFiles.lora(folder, model.shape())).toList();
        List<Prototypes> first = library.stream().map(each -> Prototypes.of(each, Extent.FIRST)).toList();
        List<Prototypes> whole = library.stream().map(each -> Prototypes.of(each, Extent.WHOLE)).toList();
        List<Background> unknown = Collections.nCopies(library.size(), Background.UNKNOWN);
        List<Background> wholes = backgrounds(model, whole, ordinary);
        int last = model.shape().layers() - 1;
        int middle = last / 2;
        return List.of(picks(model, first, unknown, last), picks(model, first, unknown, middle), picks(model, whole, unknown, last),
                picks(model, whole, wholes, middle), picks(model, whole, wholes, last));
    }

    private static List<Background> backgrounds(LanguageModel model, List<Prototypes> library, List<String> ordinary) {
        BackgroundReading reading = new BackgroundReading(library);
        ordinary.forEach(prompt -> reading.ended(read(model, prompt, Hooks.NONE.with(reading))));
        return IntStream.range(0, library.size()).mapToObj(reading::background).toList();
    }

    private List<Integer> picks(LanguageModel model, List<Prototypes> library, List<Background> backgrounds, int lastLayer) {
        return items.stream().map(item -> {
            ArrowReading reading = new ArrowReading(library, backgrounds, lastLayer);
            read(model, item.task().prompt(), Hooks.NONE.with(reading));
            return Shares.best(reading.logits());
        }).toList();
    }

    private static int read(LanguageModel model, String prompt, Hooks hooks) {
        int[] tokens = model.tokenizer().encodeChat(List.of(new ChatMessage("user", prompt)), List.of());
        try (KvCache cache = model.allocate(tokens.length)) {
            model.forward(List.of(new Segment(cache, tokens, Logits.LAST, hooks)));
        }
        return tokens.length;
    }
}
