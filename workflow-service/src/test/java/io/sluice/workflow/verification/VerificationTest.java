package io.sluice.workflow.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Agent.Effort;
import io.sluice.workflow.definition.Agent.Output;
import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.definition.VerifierSpec;
import io.sluice.workflow.scheduling.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerificationTest {

    private static final Map<String, String> VARIABLES = Map.of("input", "6 * 7", "truth", "42", "answer", "old");
    private static final VerifierSpec JUDGE = new VerifierSpec.ByAgent("judge", "(?i)\\bright\\b", "(?i)\\bwrong\\b");

    private static Agent agent(Role role) {
        return new Agent.ToolAgent("calculator", Map.of(), List.of(), new Output(role, null), new Effort(1, 1), null);
    }

    private static Verdict answer(VerifierSpec verifier, String output) {
        return Verification.verdict(verifier, "solver", agent(Role.ANSWER), output, VARIABLES);
    }

    @Test
    void aNewAnswerIsJudgedAtOnceWhereThatNeedsNobody() {
        assertThat(answer(new VerifierSpec.Pattern("^\\d+$"), "42")).isEqualTo(Verdict.PASS);
        assertThat(answer(new VerifierSpec.Pattern("^\\d+$"), "forty-two")).isEqualTo(Verdict.FAIL);
        assertThat(answer(new VerifierSpec.Expected("truth"), " 42\n")).isEqualTo(Verdict.PASS);
        assertThat(answer(new VerifierSpec.Expected("truth"), "420")).isEqualTo(Verdict.FAIL);
        assertThat(answer(new VerifierSpec.Expected("missing"), "42")).isEqualTo(Verdict.UNSURE);
        assertThat(answer(new VerifierSpec.Expression("NUM(answer) == 42"), "42")).isEqualTo(Verdict.PASS);
        assertThat(answer(new VerifierSpec.Expression("NUM(answer) == 42"), "43")).isEqualTo(Verdict.FAIL);
        assertThat(answer(new VerifierSpec.Expression("nobody == 42"), "42")).isEqualTo(Verdict.UNSURE);
        VerifierSpec schema = new VerifierSpec.Schema(StrictJson.mapper().readTree("{\"type\":\"object\",\"required\":[\"x\"]}"));
        assertThat(answer(schema, "{\"x\":1}")).isEqualTo(Verdict.PASS);
        assertThat(answer(schema, "{\"y\":1}")).isEqualTo(Verdict.FAIL);
        assertThat(answer(schema, "x: 1")).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aNewAnswerWaitsForTheAgentThatJudges() {
        assertThat(answer(JUDGE, "42")).isEqualTo(Verdict.NONE);
        assertThat(Verification.verdict(null, "solver", agent(Role.ANSWER), "42", VARIABLES)).isEqualTo(Verdict.NONE);
    }

    @Test
    void anAgentThatJudgesSaysSoOfTheAnswerThatThereIs() {
        assertThat(judged("it is right")).isEqualTo(Verdict.PASS);
        assertThat(judged("it is wrong")).isEqualTo(Verdict.FAIL);
        assertThat(judged("right or wrong?")).isEqualTo(Verdict.UNSURE);
        assertThat(judged("hm")).isEqualTo(Verdict.UNSURE);
    }

    private static Verdict judged(String output) {
        return Verification.verdict(JUDGE, "judge", agent(Role.VERDICT), output, VARIABLES);
    }

    @Test
    void otherStepsSayNothingOfTheAnswer() {
        assertThat(Verification.verdict(JUDGE, "somebody", agent(Role.VERDICT), "right", VARIABLES)).isNull();
        assertThat(Verification.verdict(JUDGE, "judge", agent(Role.NOTE), "right", VARIABLES)).isNull();
        assertThat(Verification.verdict(JUDGE, "solver", agent(Role.ANSWER), null, VARIABLES)).isNull();
    }
}
