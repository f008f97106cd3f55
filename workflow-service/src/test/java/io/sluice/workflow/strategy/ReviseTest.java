package io.sluice.workflow.strategy;

import static io.sluice.workflow.strategy.ScriptedModel.problem;
import static io.sluice.workflow.strategy.ScriptedModel.saying;
import static io.sluice.workflow.strategy.ScriptedModel.solve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviseTest {

    private static final String TEXT = "  It are late.  We goes home!\n\n- a list\n\tDr. No said \"no.\"  End";

    private static Problem revise(String kind, Map<String, Double> settings, Map<String, String> texts, String text) {
        return problem(kind, settings, texts, List.of(), Map.of("input", "unused", "answer", text), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n", "one", "One. Two? Three!", TEXT, "a\r\nb\r\n", "Wait... what?! \"Yes.\" (No.) 3.14 is pi.", "…", ". . ."})
    void sentencesPutTogetherAgainAreTheText(String text) {
        assertThat(Sentences.of(text).text()).isEqualTo(text);
    }

    @Test
    void randomTextsSurviveBeingCut() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < 20; j++) {
                text.append(" \n\t.!?ab\"…".charAt(random.nextInt(10)));
            }
            assertThat(Sentences.of(text.toString()).text()).isEqualTo(text.toString());
        }
    }

    @Test
    void appliesEditsReadsAgainAndStopsAtAFixedPoint() throws Exception {
        ScriptedModel model = saying("[1] It is late.\n[2] We go home!", "NONE");
        assertThat(solve(revise("revise", Map.of("depth", 5.0), Map.of(), TEXT), model).output()).isEqualTo("  It is late.  We go home!\n\n- a list\n\tDr. No said \"no.\"  End");
        assertThat(model.prompts).hasSize(2);
        assertThat(model.prompts.get(1)).contains("[1] It is late.");
    }

    @Test
    void changesNothingWhereNothingIsProposed() throws Exception {
        ScriptedModel none = saying("NONE");
        assertThat(solve(revise("revise", Map.of(), Map.of(), TEXT), none)).isEqualTo(new Solution(TEXT, TEXT));
        assertThat(none.prompts).hasSize(1);
        ScriptedModel same = saying("[1] It are late.");
        assertThat(solve(revise("revise", Map.of(), Map.of(), TEXT), same).text()).isEqualTo(TEXT);
        assertThat(same.prompts).hasSize(1);
    }

    @Test
    void endsWhateverTheModelDoes() throws Exception {
        ScriptedModel restless = new ScriptedModel((prompt, call) -> "[1] Version " + call + ".");
        solve(revise("revise", Map.of("depth", 4.0), Map.of(), TEXT), restless);
        assertThat(restless.prompts).hasSize(4);
        assertThat(solve(revise("revise", Map.of(), Map.of(), " \n"), saying("[1] x")).text()).isEqualTo(" \n");
    }

    @Test
    void whatIsRejectedStaysByteForByteAndIsNotProposedAgain() throws Exception {
        Map<String, String> rule = Map.of("accept", "STR_LENGTH(after) <= STR_LENGTH(before)");
        ScriptedModel model = saying("[1] It is very, very late indeed.\n[2] We go home!", "[1] Late.\n[2] Home!", "NONE");
        assertThat(solve(revise("revise", Map.of("depth", 5.0), rule, TEXT), model).text())
                .isEqualTo("  It are late.  Home!\n\n- a list\n\tDr. No said \"no.\"  End");
    }

    @Test
    void aPersonDecidesBetweenProposalAndApplication() throws Exception {
        Solution proposal = solve(revise("revise-propose", Map.of(), Map.of(), TEXT), saying("[2] We go home!\n[1] It is late."));
        assertThat(proposal.text()).contains("\"number\":1,\"sentence\":1").contains("\"number\":2,\"sentence\":2");
        assertThat(applied(proposal.text(), "2")).isEqualTo("  It are late.  We go home!\n\n- a list\n\tDr. No said \"no.\"  End");
        assertThat(applied(proposal.text(), "none")).isEqualTo(TEXT);
        assertThat(applied(proposal.text(), "1, 2")).isEqualTo(applied(proposal.text(), "all")).isEqualTo(applied(proposal.text(), ""));
        assertThatThrownBy(() -> applied(proposal.text(), "the first")).isInstanceOf(CallFailedException.class);
        assertThatThrownBy(() -> applied("no proposal", "all")).isInstanceOf(CallFailedException.class);
        assertThatThrownBy(() -> applied(proposal.text().replace("It are late.\",\"after", "Else.\",\"after"), "all")).isInstanceOf(CallFailedException.class);
    }

    private static String applied(String proposal, String decision) throws Exception {
        ScriptedModel silent = saying("not asked");
        String text = solve(problem("revise-apply", Map.of(), Map.of("proposal", "{{p}}", "decision", "{{d}}"), List.of(), Map.of("p", proposal, "d", decision), null),
                silent).text();
        assertThat(silent.prompts).isEmpty();
        return text;
    }

    @Test
    void aRuleThatCannotBeReadIsAFault() {
        assertThat(new Revise().fault(revise("revise", Map.of(), Map.of("accept", "1 +"), "").spec()).orElseThrow().field()).isEqualTo("/texts/accept");
        assertThat(new ReviseApplication().fault(revise("revise-apply", Map.of(), Map.of(), "").spec())).isPresent();
    }
}
