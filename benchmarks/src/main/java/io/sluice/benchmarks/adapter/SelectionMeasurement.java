package io.sluice.benchmarks.adapter;

import io.sluice.benchmarks.routing.Interval;
import io.sluice.contracts.generation.AdapterReport;
import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.routing.AdapterDials.Selector;
import io.sluice.inference.adapter.Calibration;
import io.sluice.inference.adapter.MixtureFile;
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
import io.sluice.tasks.Grader;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a mixed stream of all skills of the shipped model under every way to choose among their adapters. */
public final class SelectionMeasurement {

    /** Prompts of each skill that a selection file is made of, and of the base's own tasks. */
    private static final int SAMPLES = 64;

    private static final String JOURNAL = "selection";

    /**
     * @param cache        where trained adapters and outcomes are kept, so that a second run goes on where a first one stopped
     * @param steps        of each adapter's training
     * @param mixtureSteps of MHR for each skill
     * @param items        of each skill
     * @param code         version of the program
     */
    public record Plan(Path base, Path cache, int steps, int mixtureSteps, int items, long seed, String code) {
    }

    private record Item(int skill, Task task) {
    }

    /**
     * What one way to choose gave, item by item.
     *
     * @param right  empty where only the choice was asked for
     * @param chosen skill whose adapter had the best score; empty where nobody chose
     */
    record Marks(List<Boolean> right, List<Integer> chosen) {
    }

    /** A form of Arrow that no request can ask for. */
    private record Form(String name, List<Prototypes> library, List<Background> backgrounds, int lastLayer) {
    }

    private final Plan plan;
    private final Consumer<String> log;
    private final List<String> skills = TaskGenerator.skills();
    private final List<Item> items;
    private final StepJournal<Marks> journal;
    private final List<SelectionRow> rows = new ArrayList<>();
    /** Of the base, its adapters and their mixtures. */
    private String digest = "";
    /** Accuracy with each item's own adapter. */
    private double oracle = 1;

    /** @throws IOException if the journal can't be read */
    public SelectionMeasurement(Plan plan, Consumer<String> log) throws IOException {
        this.plan = plan;
        this.log = log;
        this.journal = new StepJournal<>(plan.cache(), JOURNAL, plan.code(), Marks.class);
        this.items = new ArrayList<>();
        for (int skill = 0; skill < skills.size(); skill++) {
            for (Task task : draw(TaskGenerator.ofSkill(skills.get(skill), plan.seed() + 100, Split.TEST), plan.items())) {
                items.add(new Item(skill, task));
            }
        }
        Collections.shuffle(items, new Random(plan.seed()));
    }

    /** Removes what earlier runs have measured; what they trained stays. */
    public static void forget(Path cache) throws IOException {
        Files.deleteIfExists(StepJournal.file(cache, JOURNAL));
    }

    private static List<Task> draw(TaskGenerator generator, int count) {
        return Stream.generate(generator::next).limit(count).toList();
    }

    public List<SelectionRow> run() throws IOException {
        SkillAdapters trained = new SkillAdapters(plan.base(), plan.cache(), plan.steps(), plan.seed(), log);
        List<Path> folders = trained.adapters(skills);
        MixtureFile mixtures = trained.mixtures(skills, folders, plan.mixtureSteps());
        List<Calibration.Sample> samples = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            samples.add(new Calibration.Sample(skills.get(i), folders.get(i),
                    prompts(TaskGenerator.ofSkill(skills.get(i), plan.seed(), Split.TRAIN))));
        }
        LanguageModel model = ModelLoader.load(plan.base(), plan.base().toAbsolutePath().normalize().getFileName().toString());
        digest = model.info().digest() + " " + SkillAdapters.digest(mixtures);
        SelectionFile selection = new Calibration(model).run(samples, mixtures);
        Map<String, Marks> forms = publishedForms(model, folders);
        Map<String, Marks> readings = readings(model, folders, prompts(new TaskGenerator(plan.seed(), Split.TRAIN)));
        try (AdapterDesk desk = new AdapterDesk(model)) {
            desk.know(selection);
            for (int i = 0; i < folders.size(); i++) {
                desk.activate(skills.get(i), folders.get(i));
            }
            ask(desk, forms, readings);
        }
        return rows;
    }

    private static List<String> prompts(TaskGenerator generator) {
        return draw(generator, SAMPLES).stream().map(Task::prompt).toList();
    }

    private Marks known(String method, StepJournal.Step<Marks> step) throws IOException {
        return journal.known(method + " " + digest + " " + plan.items() + " " + plan.seed(), step);
    }

    private void ask(AdapterDesk desk, Map<String, Marks> forms, Map<String, Marks> readings) throws IOException {
        List<List<Boolean>> single = new ArrayList<>();
        for (String skill : skills) {
            single.add(known(skill, () -> answered(desk, skill + "@1", null)).right());
        }
        List<Boolean> own = picked(single, items.stream().map(Item::skill).toList());
        oracle = accuracy(own);
        int best = Shares.best(single.stream().mapToDouble(this::accuracy).toArray());
        row("none", known("none", () -> answered(desk, "", null)), null);
        row("best-single", new Marks(single.get(best), List.of()), skills.get(best));
        row("oracle", new Marks(own, List.of()), null);
        for (Selector selector : List.of(Selector.ARROW, Selector.MHR, Selector.NEAREST)) {
            String name = selector.name().toLowerCase(Locale.ROOT);
            row(name, known(name, () -> answered(desk, "auto", selector)), null);
        }
        forms.forEach((name, marks) -> row(name, marks, null));
        readings.forEach((name, marks) -> row(name, new Marks(picked(single, marks.chosen()), marks.chosen()), null));
    }

    private List<Boolean> picked(List<List<Boolean>> single, List<Integer> adapters) {
        return IntStream.range(0, items.size()).mapToObj(item -> single.get(adapters.get(item)).get(item)).toList();
    }

    private double accuracy(List<Boolean> right) {
        return right.stream().filter(each -> each).count() / (double) right.size();
    }

    private void row(String method, Marks marks, @Nullable String adapter) {
        Interval interval = Interval.of((int) marks.right().stream().filter(each -> each).count(), items.size());
        double accuracy = accuracy(marks.right());
        Double chosenRight = marks.chosen().isEmpty() ? null : IntStream.range(0, items.size())
                .filter(item -> marks.chosen().get(item) == items.get(item).skill()).count() / (double) items.size();
        rows.add(new SelectionRow(method, accuracy, interval.low(), interval.high(), accuracy / oracle, chosenRight, adapter));
        log.accept(String.format(Locale.ROOT, "%s: %.1f %%", method, 100 * accuracy));
    }

    private List<String> questions() {
        return items.stream().map(item -> item.task().prompt()).toList();
    }

    private Marks answered(AdapterDesk desk, String adapters, @Nullable Selector selector) {
        List<Answer> answers = desk.askAll(adapters, selector, questions());
        List<Boolean> right = new ArrayList<>();
        List<Integer> chosen = new ArrayList<>();
        for (int item = 0; item < items.size(); item++) {
            right.add(Grader.isCorrect(items.get(item).task(), answers.get(item).choices().getFirst().text()));
            if (selector != null) {
                AdapterReport report = Objects.requireNonNull(Objects.requireNonNull(answers.get(item).routing()).adapters());
                String best = report.task() != null ? report.task() : report.scores().getFirst().adapter();
                chosen.add(skills.indexOf(best.replaceFirst("@1$", "")));
            }
        }
        return new Marks(right, chosen);
    }

    private static List<LowRankAdapter> library(LanguageModel model, List<Path> folders) {
        return folders.stream().map(folder -> AdapterFiles.lora(folder, model.shape())).toList();
    }

    /** What no request can ask for: all adapters at once, and Arrow as published. */
    private Map<String, Marks> publishedForms(LanguageModel model, List<Path> folders) throws IOException {
        List<LowRankAdapter> library = library(model, folders);
        List<Prototypes> first = library.stream().map(each -> Prototypes.of(each, Extent.FIRST)).toList();
        Hooks uniform = Hooks.NONE;
        for (LowRankAdapter each : library) {
            uniform = uniform.with(each.times((layer, projection) -> 1f / library.size()));
        }
        Map<String, Hooks> forms = new LinkedHashMap<>();
        forms.put("uniform mixture", uniform);
        forms.put("arrow: per token, best 1", Hooks.NONE.with(new ArrowRouter(first, new ArrowRouter.Settings(1, 1))));
        forms.put("arrow: per token, best 4", Hooks.NONE.with(new ArrowRouter(first, ArrowRouter.Settings.DEFAULT)));
        HookedPupil pupil = new HookedPupil(model);
        Map<String, Marks> marks = new LinkedHashMap<>();
        for (Map.Entry<String, Hooks> form : forms.entrySet()) {
            marks.put(form.getKey(), known(form.getKey(), () -> {
                List<String> answers = pupil.answers(questions(), form.getValue());
                return new Marks(IntStream.range(0, items.size()).mapToObj(i -> Grader.isCorrect(items.get(i).task(), answers.get(i))).toList(),
                        List.of());
            }));
        }
        return marks;
    }

    /** Whom other forms of Arrow choose for a whole prompt. */
    private Map<String, Marks> readings(LanguageModel model, List<Path> folders, List<String> ordinary) throws IOException {
        List<LowRankAdapter> library = library(model, folders);
        List<Prototypes> first = library.stream().map(each -> Prototypes.of(each, Extent.FIRST)).toList();
        List<Prototypes> whole = library.stream().map(each -> Prototypes.of(each, Extent.WHOLE)).toList();
        List<Background> unknown = Collections.nCopies(library.size(), Background.UNKNOWN);
        List<Background> wholes = backgrounds(model, whole, ordinary);
        int last = model.shape().layers() - 1;
        int middle = last / 2;
        List<Form> forms = List.of(
                new Form("arrow: first vector, all layers", first, unknown, last),
                new Form("arrow: first vector", first, unknown, middle),
                new Form("arrow: whole, all layers", whole, unknown, last),
                new Form("arrow: whole, background", whole, wholes, middle),
                new Form("arrow: whole, background, all layers", whole, wholes, last));
        Map<String, Marks> marks = new LinkedHashMap<>();
        for (Form form : forms) {
            marks.put(form.name(), known(form.name(), () -> new Marks(List.of(), picks(model, form))));
        }
        return marks;
    }

    private static List<Background> backgrounds(LanguageModel model, List<Prototypes> library, List<String> ordinary) {
        BackgroundReading reading = new BackgroundReading(library);
        ordinary.forEach(prompt -> reading.ended(read(model, prompt, Hooks.NONE.with(reading))));
        return IntStream.range(0, library.size()).mapToObj(reading::background).toList();
    }

    private List<Integer> picks(LanguageModel model, Form form) {
        return items.stream().map(item -> {
            ArrowReading reading = new ArrowReading(form.library(), form.backgrounds(), form.lastLayer());
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
