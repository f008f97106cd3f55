package io.sluice.workflow.strategy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.definition.Agent.StrategySpec;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * R3 where a person decides, the second half: applies the edits of {@code proposal} (what {@link ReviseProposal} gave) that
 * {@code decision} accepts: {@code all} (or nothing said), {@code none}, or numbers such as {@code 1, 3}. Asks no model. What
 * is not accepted stays as it was, byte for byte.
 */
final class ReviseApplication implements Strategy {

    private static final Settings SETTINGS = Settings.withTexts("proposal", "decision");
    private static final Pattern NUMBERS = Pattern.compile("\\d{1,4}(\\s*,\\s*\\d{1,4})*");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    @Override
    public Optional<Fault> fault(StrategySpec spec) {
        Optional<Fault> fault = SETTINGS.fault(spec);
        return fault.isEmpty() && !spec.texts().containsKey("proposal")
                ? Optional.of(new Fault("/texts", "a proposal is needed, for example {{output.proposer}}")) : fault;
    }

    @Override
    public Solution solve(Problem problem, Model model) throws CallFailedException {
        String decision = rendered(problem, "decision", "").strip();
        try {
            JsonNode proposal = StrictJson.mapper().readTree(rendered(problem, "proposal", ""));
            Sentences text = Sentences.of(proposal.path("text").asString(""));
            for (JsonNode edit : proposal.path("edits")) {
                int position = edit.path("sentence").asInt(0) - 1;
                boolean fits = position >= 0 && position < text.sentences().size()
                        && text.sentences().get(position).equals(edit.path("before").asString(""));
                if (!fits) {
                    throw bad("the proposal does not fit its own text");
                }
                if (accepted(decision, edit.path("number").asInt(0))) {
                    text = text.with(position, edit.path("after").asString(""));
                }
            }
            return new Solution(text.text(), text.text());
        } catch (JacksonException noJson) {
            throw bad("the proposal is no JSON");
        }
    }

    private static boolean accepted(String decision, int number) throws CallFailedException {
        if (decision.isEmpty() || decision.equalsIgnoreCase("all")) {
            return true;
        }
        if (decision.equalsIgnoreCase("none")) {
            return false;
        }
        if (!NUMBERS.matches(decision)) {
            throw bad("the decision must be all, none, or numbers of edits such as 1, 3");
        }
        Set<Integer> numbers = new HashSet<>();
        Matcher matcher = NUMBER.matcher(decision);
        while (matcher.find()) {
            numbers.add(Integer.valueOf(matcher.group()));
        }
        return numbers.contains(number);
    }

    private static String rendered(Problem problem, String name, String standard) throws CallFailedException {
        return problem.templates().render(problem.spec().texts().getOrDefault(name, standard), Map.of());
    }

    private static CallFailedException bad(String message) {
        return new CallFailedException("bad_revision", message, false);
    }
}
