package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import io.sluice.workflow.expression.ExpressionException;
import io.sluice.workflow.expression.Formula;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * R3 with a rule that accepts or rejects: the model proposes edits of sentences, {@code accept} (an expression over
 * {@code before} and {@code after}; without it everything is accepted) decides, accepted ones are applied, and the model
 * reads the new text; until it proposes nothing that is accepted, or {@code depth} times. A sentence whose edit was rejected
 * stays as it is, byte for byte, and is not asked about again. Where a person decides, see {@link ReviseProposal}.
 */
final class Revise implements Strategy {

    private static final Settings SETTINGS = Settings.withTexts("text", "form", "accept").whole("depth", 3, 1, 8);
    private static final String ALWAYS = "TRUE";

    @Override
    public Optional<Fault> fault(StrategySpec spec) {
        Optional<Fault> fault = SETTINGS.fault(spec);
        if (fault.isPresent()) {
            return fault;
        }
        try {
            Formula.read(spec.texts().getOrDefault("accept", ALWAYS));
            return Optional.empty();
        } catch (ExpressionException wrong) {
            return Optional.of(new Fault("/texts/accept", String.valueOf(wrong.getMessage())));
        }
    }

    @Override
    public Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException {
        Sentences text = Revision.text(problem);
        Set<Integer> closed = new HashSet<>();
        for (int depth = 0; depth < SETTINGS.whole(problem.spec(), "depth"); depth++) {
            List<Revision.Edit> edits = Revision.proposed(problem, model, text, closed);
            boolean changed = false;
            for (Revision.Edit edit : edits) {
                if (accepted(problem, edit)) {
                    text = text.with(edit.position(), edit.after());
                    changed = true;
                } else {
                    closed.add(edit.position());
                }
            }
            if (!changed) {
                break;
            }
        }
        return new Solution(text.text(), text.text());
    }

    private static boolean accepted(Problem problem, Revision.Edit edit) throws CallFailedException {
        try {
            return Formula.read(problem.spec().texts().getOrDefault("accept", ALWAYS)).holds(Map.of("before", edit.before(), "after", edit.after()));
        } catch (ExpressionException wrong) {
            throw new CallFailedException("bad_expression", "accept: " + wrong.getMessage(), false);
        }
    }
}
