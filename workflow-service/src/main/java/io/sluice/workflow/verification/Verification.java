package io.sluice.workflow.verification;

import com.google.re2j.Pattern;
import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.definition.VerifierSpec;
import io.sluice.workflow.expression.ExpressionException;
import io.sluice.workflow.expression.Formula;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.schema.CheckedSchema;
import io.sluice.workflow.schema.SchemaException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a step's output says of the run's answer.
 *
 * <p>A new answer is judged at once where that needs nobody ({@code pattern}, {@code schema}, {@code expression},
 * {@code expected}). Where an agent judges, it does so in a step of its own, which the scheduler chooses and the run pays:
 * until then a new answer has {@link Verdict#NONE}.
 */
public final class Verification {

    private Verification() {
    }

    /**
     * @param name      of the agent that did the step
     * @param output    absent: the step has none, so that answer and verdict stay what they were
     * @param variables of the run
     * @return of the current answer; absent: this step says nothing of it
     */
    public static @Nullable Verdict verdict(@Nullable VerifierSpec verifier, String name, Agent agent, @Nullable String output,
            Map<String, String> variables) {
        Role role = agent.output().role();
        if (output == null || role == Role.NOTE) {
            return null;
        }
        if (role == Role.ANSWER) {
            return verifier == null ? Verdict.NONE : ofAnswer(verifier, output, variables);
        }
        return verifier instanceof VerifierSpec.ByAgent spec && spec.agent().equals(name) ? ofJudge(spec, output) : null;
    }

    /** Of an answer, by itself; {@link Verdict#NONE} where an agent has to say. */
    public static Verdict ofAnswer(VerifierSpec verifier, String answer, Map<String, String> variables) {
        return switch (verifier) {
            case VerifierSpec.Pattern(String pattern) -> of(Pattern.compile(pattern).matcher(answer).find());
            case VerifierSpec.Schema spec -> ofSchema(spec, answer);
            case VerifierSpec.Expression(String expression) -> ofExpression(expression, answer, variables);
            case VerifierSpec.Expected(String variable) -> {
                String expected = variables.get(variable);
                yield expected == null ? Verdict.UNSURE : of(expected.strip().equals(answer.strip()));
            }
            case VerifierSpec.ByAgent spec -> Verdict.NONE;
        };
    }

    private static Verdict ofSchema(VerifierSpec.Schema spec, String answer) {
        try {
            return of(CheckedSchema.read(spec.schema()).fault(answer).isEmpty());
        } catch (SchemaException refused) {
            return Verdict.UNSURE;
        }
    }

    private static Verdict ofExpression(String expression, String answer, Map<String, String> variables) {
        Map<String, String> seen = new HashMap<>(variables);
        seen.put("answer", answer);
        try {
            return of(Formula.read(expression).holds(seen));
        } catch (ExpressionException noValue) {
            return Verdict.UNSURE;
        }
    }

    private static Verdict ofJudge(VerifierSpec.ByAgent spec, String output) {
        boolean pass = Pattern.compile(spec.pass()).matcher(output).find();
        boolean fail = spec.fail() != null && Pattern.compile(spec.fail()).matcher(output).find();
        // Both: the text contradicts itself.
        return pass == fail ? Verdict.UNSURE : of(pass);
    }

    private static Verdict of(boolean right) {
        return right ? Verdict.PASS : Verdict.FAIL;
    }
}
