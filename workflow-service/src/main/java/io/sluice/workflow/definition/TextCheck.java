package io.sluice.workflow.definition;

import static io.sluice.workflow.definition.Problem.at;
import static io.sluice.workflow.definition.Problem.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Templates compile and name outputs of agents that exist; patterns and schemas compile. */
final class TextCheck implements WorkflowCheck {

    @Override
    public List<Problem> problems(Workflow workflow) {
        Pass pass = new Pass(workflow.agents().keySet(), new ArrayList<>());
        workflow.agents().forEach((name, agent) -> pass.agent(step("/agents", name), agent));
        switch (workflow.verifier()) {
            case VerifierSpec.Pattern found -> pass.pattern("/verifier/pattern", found.pattern());
            case VerifierSpec.Schema valid -> pass.add("/verifier/schema", SafeSchemas.problem(valid.schema()));
            case VerifierSpec.ByAgent judge -> {
                pass.pattern("/verifier/pass", judge.pass());
                pass.pattern("/verifier/fail", judge.fail());
            }
            case VerifierSpec.Expression _, VerifierSpec.Expected _ -> {
                // expressions are checked by what evaluates them
            }
            case null -> {
                // nothing is verified
            }
        }
        for (int i = 0; i < workflow.classes().rules().size(); i++) {
            pass.pattern("/classes/rules/" + i + "/pattern", workflow.classes().rules().get(i).pattern());
        }
        return pass.problems();
    }

    private record Pass(Set<String> agents, List<Problem> problems) {

        void agent(String place, Agent agent) {
            switch (agent) {
                case Agent.ModelAgent model -> {
                    template(place + "/system", model.system());
                    template(place + "/prompt", model.prompt());
                    if (model.strategy() != null) {
                        model.strategy().texts().forEach((name, text) -> template(step(place + "/strategy/texts", name), text));
                    }
                }
                case Agent.ToolAgent tool ->
                        tool.arguments().forEach((name, text) -> template(step(place + "/arguments", name), text));
            }
            pattern(place + "/output/pattern", agent.output().pattern());
        }

        void template(String place, @Nullable String text) {
            if (text == null) {
                return;
            }
            switch (Templates.compile(text)) {
                case Templates.Compilation.Broken broken -> problems.add(at(place, broken.message()));
                case Templates.Compilation.Compiled compiled -> compiled.variables().stream()
                        .filter(name -> name.startsWith(Templates.OUTPUT) && !agents.contains(name.substring(Templates.OUTPUT.length())))
                        .forEach(name -> problems.add(at(place, "'" + name + "' is the output of no agent")));
            }
        }

        void pattern(String place, @Nullable String pattern) {
            if (pattern != null) {
                add(place, Patterns.problem(pattern));
            }
        }

        void add(String place, Optional<String> problem) {
            problem.ifPresent(message -> problems.add(at(place, message)));
        }
    }
}
