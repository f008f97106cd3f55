package io.sluice.workflow.agent;

import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Agent.ModelAgent;
import io.sluice.workflow.definition.Agent.StrategySpec;
import io.sluice.workflow.definition.Problem;
import io.sluice.workflow.definition.VerifierSpec;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowCheck;
import io.sluice.workflow.expression.ExpressionException;
import io.sluice.workflow.expression.Formula;
import io.sluice.workflow.strategy.Strategies;
import io.sluice.workflow.tool.ToolBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What steps need of a workflow: settings of its tools and strategies, upstreams that are configured, expressions that can be read. */
public final class AgentCheck implements WorkflowCheck {

    /** How the gateway names workflows among models. */
    private static final String WORKFLOW = "workflow:";

    private final Upstreams upstreams;
    private final ToolBox box;

    public AgentCheck(Upstreams upstreams, ToolBox box) {
        this.upstreams = upstreams;
        this.box = box;
    }

    @Override
    public List<Problem> problems(Workflow workflow) {
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, Agent> each : workflow.agents().entrySet()) {
            if (each.getValue() instanceof ModelAgent agent) {
                model("/agents/" + escaped(each.getKey()), agent, problems);
            }
        }
        workflow.tools().forEach((name, spec) -> box.fault(spec).ifPresent(fault -> problems.add(problem(
                "/tools/" + escaped(name) + (fault.field().isEmpty() ? "/kind" : "/settings" + fault.field()), String.valueOf(fault.getMessage())))));
        if (workflow.verifier() instanceof VerifierSpec.Expression(String expression)) {
            try {
                Formula.read(expression);
            } catch (ExpressionException wrong) {
                problems.add(problem("/verifier/expression", String.valueOf(wrong.getMessage())));
            }
        }
        return problems;
    }

    private void model(String place, ModelAgent agent, List<Problem> problems) {
        if (upstreams.find(agent.upstream()).isEmpty()) {
            problems.add(problem(place + "/upstream", "there is no upstream '" + agent.upstream() + "'"));
        }
        if (agent.upstream() == null && agent.model().startsWith(WORKFLOW)) {
            problems.add(problem(place + "/model", "a workflow is no agent's model: it could come to call itself for ever"));
        }
        StrategySpec spec = agent.strategy();
        if (spec == null) {
            return;
        }
        Strategies.named(spec.kind()).ifPresentOrElse(
                strategy -> strategy.fault(spec).ifPresent(fault -> problems.add(problem(place + "/strategy" + fault.field(), fault.message()))),
                () -> problems.add(problem(place + "/strategy/kind", "there is no strategy '" + spec.kind() + "'")));
        if (Strategies.samples(spec.kind()) && agent.sampling().temperature() == 0) {
            problems.add(problem(place + "/sampling/temperature", "at temperature 0 all samples are the same"));
        }
        if (!agent.tools().isEmpty() && spec.kind().equals(Strategies.FIRST_FINISH)) {
            problems.add(problem(place + "/tools", "answers that race each other cannot call tools"));
        }
    }

    private static Problem problem(String pointer, String message) {
        return new Problem(pointer, message, null);
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
