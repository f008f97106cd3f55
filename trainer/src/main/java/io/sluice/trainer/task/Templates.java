package io.sluice.trainer.task;

import java.util.List;

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

    private Templates() {}
}
