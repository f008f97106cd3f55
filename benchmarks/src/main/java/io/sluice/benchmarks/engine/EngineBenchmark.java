package io.sluice.benchmarks.engine;

import io.sluice.benchmarks.engine.contender.ContenderFailedException;
import io.sluice.benchmarks.engine.contender.JavaContenders;
import io.sluice.benchmarks.engine.contender.LlamaCpp;
import io.sluice.benchmarks.engine.contender.TopLogits;
import io.sluice.benchmarks.engine.model.Format;
import io.sluice.benchmarks.engine.model.ModelCache;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Sluice, stock jlama and llama.cpp on the same weights and prompts. For every format and number of threads, and for
 * every start, each contender gets a process of its own; jlama, one or two orders of magnitude slower, takes part in the
 * first start and its first round only.
 */
public final class EngineBenchmark {

    /** A share of the time too short for jlama beside the others. */
    private static final double SHORT_SECONDS = 60;

    private final EngineOptions options;
    private final Effort effort;
    private final Journal journal;
    private final List<String> notes = new ArrayList<>();
    private final List<Agreement> agreements = new ArrayList<>();

    /** @param out hears what is going on */
    public EngineBenchmark(EngineOptions options, PrintStream out) {
        this.options = options;
        this.effort = options.quick() ? Effort.quick() : Effort.full();
        this.journal = new Journal(out, effort.budgetSeconds());
    }

    /**
     * @throws ModelCache.NoSpaceException when the models don't fit on the disk
     * @throws ContenderFailedException    when not even memory can be measured
     */
    public EngineResult run() throws IOException, ContenderFailedException {
        Files.createDirectories(options.cache());
        Path logs = options.cache().resolve("logs");
        LlamaCpp llamaCpp = options.engines().contains(EngineName.LLAMA_CPP)
                ? LlamaCpp.in(options.cache().resolve("node"), journal::say) : new LlamaCpp.Missing("it was not asked for");
        if (llamaCpp instanceof LlamaCpp.Missing missing) {
            notes.add("llama.cpp is not measured: " + missing.reason());
            journal.say(notes.getLast());
        }
        ModelCache models = new ModelCache(options.cache(), options.shape(), options.seed(), journal::say);
        models.prepare(options.formats(), llamaCpp instanceof LlamaCpp.Installed);
        Lineup lineup = new Lineup(new JavaContenders(logs, options.sluiceFlags()), llamaCpp, models, logs);
        List<EngineRow> rows = new ArrayList<>();
        // All formats on few threads first: what a quick run has no time for is then at the end of none of them.
        List<Setting> settings = options.threads().stream()
                .flatMap(threads -> options.formats().stream().map(format -> new Setting(format, threads))).toList();
        double longest = 0;
        for (int i = 0; i < settings.size(); i++) {
            double share = journal.secondsLeft() / (settings.size() - i);
            if (journal.secondsLeft() < longest) {
                notes.add(settings.get(i) + " is not measured: the time of a quick run is over; run without --quick, or on fewer formats");
                journal.say(notes.getLast());
                continue;
            }
            double begin = journal.seconds();
            rows.addAll(measure(settings.get(i), lineup, begin + share));
            longest = Math.max(longest, journal.seconds() - begin);
        }
        return new EngineResult(Machine.describe(), options.shape(), options.seed(), options.quick(), options.starts(),
                inOrder(rows), agreements, EngineTarget.of(inOrder(rows)), notes);
    }

    private List<EngineRow> inOrder(List<EngineRow> rows) {
        return rows.stream().sorted(Comparator.comparingInt((EngineRow row) -> options.formats().indexOf(Format.valueOf(row.format())))
                .thenComparingInt(row -> options.threads().indexOf(row.threads()))).toList();
    }

    private List<EngineRow> measure(Setting setting, Lineup lineup, double deadline) throws ContenderFailedException {
        Map<EngineName, List<Start>> starts = new LinkedHashMap<>();
        Prompts prompts = new Prompts(options.shape().vocabulary(), options.seed());
        for (int start = 0; start < options.starts(); start++) {
            List<EngineName> engines = lineup.present(options.engines());
            if (start > 0 || deadline - journal.seconds() < SHORT_SECONDS) {
                engines.remove(EngineName.JLAMA);
            }
            journal.say("%s: start %d of %d".formatted(setting, start + 1, options.starts()));
            try (StartRun run = new StartRun(setting, effort, lineup, prompts, journal)) {
                run.run(engines, deadline).forEach((engine, done) -> starts.computeIfAbsent(engine, name -> new ArrayList<>()).add(done));
                if (start == 0 && setting.threads() == options.threads().getFirst()) {
                    compare(setting.format(), run.check());
                }
            }
        }
        requireSameTokens(setting, starts.getOrDefault(EngineName.SLUICE, List.of()));
        List<Start> peers = starts.getOrDefault(EngineName.LLAMA_CPP, List.of());
        long bytes = setting.format().bytes(options.shape().matrixWeights());
        return starts.values().stream().map(own -> EngineRow.of(setting, own, peers, bytes)).toList();
    }

    /** Against llama.cpp, or without it against jlama. */
    private void compare(Format format, Map<EngineName, List<TopLogits>> told) {
        EngineName reference = told.containsKey(EngineName.LLAMA_CPP) ? EngineName.LLAMA_CPP : EngineName.JLAMA;
        told.forEach((engine, positions) -> {
            if (engine != reference && told.containsKey(reference)) {
                agreements.add(Agreement.of(format, engine, positions, reference, Objects.requireNonNull(told.get(reference))));
            }
        });
    }

    /** Sluice promises the same bits in every run. */
    private void requireSameTokens(Setting setting, List<Start> starts) {
        long answers = starts.stream().flatMap(start -> start.rounds().stream()).map(round -> Arrays.toString(round.tokens()))
                .distinct().count();
        if (answers > 1) {
            notes.add(setting + ": Sluice gave " + answers + " different answers to one prompt");
        }
    }
}
