package io.sluice.benchmarks.workflow.scripted;

import io.sluice.benchmarks.workflow.Environment.Done;
import io.sluice.benchmarks.workflow.Environment.Session;
import io.sluice.benchmarks.workflow.scripted.Chances.Quality;
import io.sluice.workflow.scheduling.Verdict;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One run. Every draw belongs to the task and to who draws it, not to when it is drawn. */
final class ScriptedSession implements Session {

    private static final double TOKENS_A_PRICE = 100;

    private final Kind kind;
    private final long seed;
    private @Nullable Boolean plan;
    private @Nullable Quality answer;
    private String author = "";
    private Verdict verdict = Verdict.NONE;

    ScriptedSession(Kind kind, long seed) {
        this.kind = kind;
        this.seed = seed;
    }

    @Override
    public Done step(String agent) {
        String output = switch (agent) {
            case ScriptedEnvironment.SMALL, ScriptedEnvironment.LARGE -> answered(agent, drawn(agent));
            case ScriptedEnvironment.PLANNER -> planned();
            case ScriptedEnvironment.CALCULATOR -> plan == null ? null : answered(agent, plan ? Quality.RIGHT : Quality.WRONG);
            case ScriptedEnvironment.REWRITER -> answer == null ? null : answered(author + "+" + agent, rewritten(answer));
            case ScriptedEnvironment.VERIFIER -> answer == null ? null : judged(answer);
            default -> throw new IllegalArgumentException("there is no agent '" + agent + "'");
        };
        double price = Chances.price(agent) * (0.8 + 0.4 * draw("price " + agent + author));
        return new Done(output, verdict, null, Math.round(price * TOKENS_A_PRICE), 0, price);
    }

    private Quality drawn(String agent) {
        double draw = draw(agent) - Chances.answer(kind, agent, Quality.RIGHT);
        return draw < 0 ? Quality.RIGHT : draw < Chances.answer(kind, agent, Quality.FORM) ? Quality.FORM : Quality.WRONG;
    }

    private Quality rewritten(Quality before) {
        double draw = draw("rewriter of " + author) - Chances.rewritten(before, Quality.RIGHT);
        return draw < 0 ? Quality.RIGHT : draw < Chances.rewritten(before, Quality.FORM) ? Quality.FORM : Quality.WRONG;
    }

    private String planned() {
        plan = draw("plan") < kind.plan();
        return plan ? "plan" : "poor plan";
    }

    private String answered(String by, Quality quality) {
        answer = quality;
        author = by;
        verdict = Verdict.NONE;
        return switch (quality) {
            case RIGHT -> "right";
            case FORM -> "right in another form";
            case WRONG -> "wrong by " + by;
        };
    }

    private String judged(Quality quality) {
        double draw = draw("verdict of " + author) - Chances.verdict(quality, Verdict.PASS);
        verdict = draw < 0 ? Verdict.PASS : draw < Chances.verdict(quality, Verdict.FAIL) ? Verdict.FAIL : Verdict.UNSURE;
        return verdict.name();
    }

    private double draw(String what) {
        return new SplittableRandom(seed ^ what.hashCode() * 0x9e3779b97f4a7c15L).nextDouble();
    }

    @Override
    public boolean solved() {
        return answer == Quality.RIGHT;
    }
}
