package io.sluice.benchmarks.engine;

import io.sluice.benchmarks.engine.contender.Bandwidth;
import io.sluice.benchmarks.engine.contender.Checked;
import io.sluice.benchmarks.engine.contender.Command;
import io.sluice.benchmarks.engine.contender.ContenderFailedException;
import io.sluice.benchmarks.engine.contender.ContenderProcess;
import io.sluice.benchmarks.engine.contender.Loaded;
import io.sluice.benchmarks.engine.contender.Round;
import io.sluice.benchmarks.engine.contender.TopLogits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One process of each contender, side by side: all load and warm up, then they take turns, each round beginning with
 * another one, so that a noisy machine disturbs all alike. A contender that fails is out; the others go on.
 */
final class StartRun implements AutoCloseable {

    private static final Duration LOAD_MAX = Duration.ofMinutes(5);
    private static final Duration WARM_MAX = Duration.ofMinutes(3);
    private static final Duration ROUND_MAX = Duration.ofMinutes(20);
    private static final Duration BANDWIDTH_MAX = Duration.ofMinutes(1);
    private static final double BANDWIDTH_SECONDS = 1.5;
    private static final int TOP = 8;

    private final Setting setting;
    private final Effort effort;
    private final Lineup lineup;
    private final Prompts prompts;
    private final Journal journal;
    private final Map<EngineName, ContenderProcess> running = new EnumMap<>(EngineName.class);
    private final Map<EngineName, Start> starts = new EnumMap<>(EngineName.class);

    StartRun(Setting setting, Effort effort, Lineup lineup, Prompts prompts, Journal journal) {
        this.setting = setting;
        this.effort = effort;
        this.lineup = lineup;
        this.prompts = prompts;
        this.journal = journal;
    }

    /**
     * @param engines  that take part
     * @param deadline on the journal's clock, in seconds: no further round begins that would end after it
     */
    Map<EngineName, Start> run(List<EngineName> engines, double deadline) throws ContenderFailedException {
        double before = bandwidth();
        for (EngineName engine : engines) {
            starts.put(engine, new Start(engine, effort.promptOf(engine)));
            attempt(engine, () -> load(engine));
        }
        takeTurns(deadline);
        double bandwidth = Math.max(before, bandwidth());
        starts.values().forEach(start -> start.bandwidth(bandwidth));
        return starts;
    }

    /** What each contender that is still there predicts for the same short texts. */
    Map<EngineName, List<TopLogits>> check() {
        Map<EngineName, List<TopLogits>> told = new EnumMap<>(EngineName.class);
        for (EngineName engine : List.copyOf(running.keySet())) {
            attempt(engine, () -> {
                List<TopLogits> positions = new ArrayList<>();
                for (Prompts.Check check : prompts.checks()) {
                    positions.addAll(process(engine).ask(Command.check(check.prompt(), check.forced(), TOP), Checked.class, ROUND_MAX).positions());
                }
                told.put(engine, positions);
            });
        }
        return told;
    }

    private interface Attempt {
        void run() throws ContenderFailedException;
    }

    private void attempt(EngineName engine, Attempt attempt) {
        try {
            attempt.run();
        } catch (ContenderFailedException e) {
            journal.say(e.getMessage());
            Objects.requireNonNull(starts.get(engine)).failed(e.getMessage());
            ContenderProcess process = running.remove(engine);
            if (process != null) {
                process.close();
            }
        }
    }

    private void load(EngineName engine) throws ContenderFailedException {
        ContenderProcess process = lineup.start(engine, setting.threads());
        running.put(engine, process);
        Loaded loaded = process.ask(
                Command.load(lineup.model(engine, setting.format()).toString(), setting.threads(), effort.context()), Loaded.class, LOAD_MAX);
        Objects.requireNonNull(starts.get(engine)).loaded(loaded);
        process.ask(Command.warm(effort.warmSecondsOf(engine)), Map.class, WARM_MAX);
    }

    private void takeTurns(double deadline) {
        double longest = 0;
        for (int round = 0; round < effort.rounds(); round++) {
            List<EngineName> order = new ArrayList<>(running.keySet());
            if (round > 0) {
                order.remove(EngineName.JLAMA);
            }
            double begin = journal.seconds();
            if (round > 0 && begin + longest > deadline) {
                return;
            }
            for (int turn = 0; turn < order.size(); turn++) {
                EngineName engine = order.get((turn + round) % order.size());
                attempt(engine, () -> round(engine));
            }
            longest = Math.max(longest, journal.seconds() - begin);
        }
    }

    private void round(EngineName engine) throws ContenderFailedException {
        int[] prompt = prompts.prompt(effort.promptOf(engine));
        OtherLoad others = OtherLoad.beside(process(engine));
        Round round = process(engine).ask(Command.round(prompt, effort.decodeOf(engine)), Round.class, ROUND_MAX);
        double otherCores = others.cores();
        Objects.requireNonNull(starts.get(engine)).add(round, otherCores);
        journal.say("%s, %s: prefill %.1f tok/s, decode %.1f tok/s (%.1f and %.1f per CPU second; others used %.1f cores)".formatted(
                setting, engine.label(), prompt.length / round.prefillSeconds(), effort.decodeOf(engine) / round.decodeSeconds(),
                prompt.length / round.prefillCpuSeconds(), effort.decodeOf(engine) / round.decodeCpuSeconds(), otherCores));
    }

    private ContenderProcess process(EngineName engine) {
        return Objects.requireNonNull(running.get(engine));
    }

    private double bandwidth() throws ContenderFailedException {
        try (ContenderProcess memory = lineup.memory()) {
            return memory.ask(Command.bandwidth(setting.threads(), BANDWIDTH_SECONDS), Bandwidth.class, BANDWIDTH_MAX).bytesPerSecond();
        }
    }

    @Override
    public void close() {
        running.values().forEach(ContenderProcess::close);
        running.clear();
    }
}
