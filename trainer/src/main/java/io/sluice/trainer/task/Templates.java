package io.sluice.trainer.task;

import java.util.List;

/** The kinds of task that the shipped models learn. Adding one changes the data, so the models must be trained again. */
final class Templates {

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

    private Templates() {}
}
