package io.sluice.workflow;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.Samples;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The world of two kinds as real runs: agent s costs 0.10 and solves easy tasks with 0.8 and hard ones with 0.1, l costs 0.30 and solves
 * 0.9 and 0.8. Runs begin with s, end when an answer passes or after three steps; a solved task is worth 1, and half of them are hard. What
 * a scheduler earns in it is known exactly.
 */
final class LoggedWorld {

    private static final int STEPS = 3;
    private static final double COST_LIMIT = 10;

    private final MemoryPlatform platform;
    private final SplittableRandom random;
    private int runs;
    private @Nullable String suggestion;

    LoggedWorld(MemoryPlatform platform, long seed) {
        this.platform = platform;
        this.random = new SplittableRandom(seed);
    }

    /** From now on every agent names that one as the next. */
    LoggedWorld suggesting(String agent) {
        suggestion = agent;
        return this;
    }

    /** @param scheduler JSON */
    static String document(String name, String scheduler) {
        return """
                {"name": "%s", "start": "s", "scheduler": %s, "verifier": {"variable": "expected"}, "stop": [{"kind": "verified"}],
                 "agents": {"s": {"model": "m", "prompt": "{{input}}", "sampling": {"max_tokens": 300}},
                            "l": {"model": "n", "prompt": "{{input}}", "sampling": {"max_tokens": 300}}},
                 "limits": {"steps": 3, "cost": 10}, "prices": {"prompt_token": 0, "completion_token": 0.001}, "value": 1,
                 "classes": {"rules": [{"name": "easy", "pattern": "easy"}, {"name": "hard", "pattern": "hard"}]}}
                """.formatted(name, scheduler);
    }

    /** Runs of the version in force, from their start to their end. */
    void log(String name, int count) {
        int version = platform.inForce(name).orElseThrow().version();
        for (int i = 0; i < count; i++) {
            play(name, version);
        }
    }

    void play(String name, int version) {
        var defined = platform.find(name, version).orElseThrow();
        boolean hard = random.nextBoolean();
        String run = name + "-" + runs++;
        platform.begin(new RunCommand.Start("c", run, "me", null, "me", name, version, defined.digest(), defined.document(),
                Map.of("input", hard ? "hard" : "easy", "expected", "42"), random.nextLong(), null, null, Instant.EPOCH));
        while (!state(run).phase().ended()) {
            String agent = Objects.requireNonNull(state(run).current()).agent();
            boolean solved = random.nextDouble() < chance(hard, agent);
            platform.step(run, solved ? "42" : "41", solved ? "pass" : "fail", new CallUse("model/0", "m", 0, price(agent) == 0.1 ? 100 : 300, 0), suggestion);
        }
    }

    RunState state(String run) {
        return platform.find(run).orElseThrow();
    }

    static double chance(boolean hard, String agent) {
        return agent.equals("s") ? (hard ? 0.1 : 0.8) : hard ? 0.8 : 0.9;
    }

    static double price(String agent) {
        return agent.equals("s") ? 0.1 : 0.3;
    }

    static Workflow workflow(String document) {
        return Samples.workflow(document);
    }

    /** Exactly, by going through everything that may happen. */
    static double worth(Scheduler scheduler) {
        return worth(scheduler, 1, 1);
    }

    /**
     * @param dear  by how much everything costs more
     * @param value of a solved task
     */
    static double worth(Scheduler scheduler, double dear, double value) {
        return (worth(scheduler, false, List.of(), dear, value) + worth(scheduler, true, List.of(), dear, value)) / 2;
    }

    private static double worth(Scheduler scheduler, boolean hard, List<String> executed, double dear, double value) {
        double spent = dear * executed.stream().mapToDouble(LoggedWorld::price).sum();
        String last = executed.isEmpty() ? null : executed.getLast();
        Situation situation = new Situation(hard ? 1 : 0, last, last == null ? Verdict.NONE : Verdict.FAIL, STEPS - executed.size(),
                (COST_LIMIT - spent) / COST_LIMIT, executed, last == null ? List.of("s") : List.of("s", "l"), last != null, null);
        double sum = 0;
        for (Map.Entry<String, Double> each : scheduler.next(situation, new SplittableRandom(1)).probabilities().entrySet()) {
            if (each.getValue() > 0 && !each.getKey().equals(Choice.STOP)) {
                List<String> then = new ArrayList<>(executed);
                then.add(each.getKey());
                double chance = chance(hard, each.getKey());
                double rest = then.size() == STEPS ? 0 : worth(scheduler, hard, then, dear, value);
                sum += each.getValue() * (chance * value + (1 - chance) * rest - dear * price(each.getKey()));
            }
        }
        return sum;
    }
}
