package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * R3 where a person decides, the first half: edits are proposed and nothing is changed. The output is JSON, the text and its
 * numbered edits; an approval point before an agent with {@link ReviseApplication} shows it to a person.
 */
final class ReviseProposal implements Strategy {

    private static final Settings SETTINGS = Settings.withTexts("text", "form");

    @Override
    public Optional<Fault> fault(StrategySpec spec) {
        return SETTINGS.fault(spec);
    }

    @Override
    public Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException {
        Sentences text = Revision.text(problem);
        ObjectNode proposal = JsonNodeFactory.instance.objectNode().put("text", text.text());
        ArrayNode edits = proposal.putArray("edits");
        for (Revision.Edit edit : Revision.proposed(problem, model, text, Set.of())) {
            edits.addObject().put("number", edits.size()).put("sentence", edit.position() + 1).put("before", edit.before()).put("after", edit.after());
        }
        return new Solution(proposal.toString(), proposal.toString());
    }
}
