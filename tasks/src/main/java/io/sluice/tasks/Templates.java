package io.sluice.tasks;

import java.util.List;
import java.util.stream.Stream;

/** The kinds of task, in a fixed order. */
final class Templates {

    /** What the shipped models learn. Adding one changes the data, so the models must be trained again. */
    static final List<Template> ALL = List.of(
            new CopyTemplate(),
            new ReverseTemplate(),
            new SortTemplate(),
            new CountTemplate(),
            new LookupTemplate(),
            new TableTemplate(),
            new BooleanTemplate(),
            new MaxTemplate(),
            new AddTemplate(),
            new MultiplyTemplate(),
            new ShopTemplate(),
            new StoryTemplate());

    /** Skills: what the shipped models never saw and fail at, for adapters to learn. */
    static final List<Template> HELD_OUT = List.of(
            new MirrorTemplate(),
            new DescendTemplate(),
            new RotateTemplate(),
            new TailTemplate(),
            new DoubleTemplate(),
            new SwapTemplate(),
            new MinTemplate(),
            new EvenTemplate(),
            new ShorthandTemplate());

    /** Problems whose answer an expression leads to. */
    private static final List<ProblemKind> WORKED_OUT = List.of(
            new OrderProblem(),
            new ChangeProblem(),
            new StockProblem(),
            new PriceProblem(),
            new PayerProblem(),
            new EnoughProblem());

    /** Problems of several steps, for agents who work together; the flow that serves best differs by kind. */
    static final List<ProblemKind> PROBLEMS =
            Stream.concat(WORKED_OUT.stream(), Stream.of(new CellProblem())).toList();

    /** What each agent has to do of such a problem, for adapters to learn. */
    static final List<Template> ROLES =
            List.of(new SolverTemplate(WORKED_OUT), new VerifierTemplate(PROBLEMS), new RewriterTemplate(WORKED_OUT));

    private Templates() {}
}
