/** What a selection job is: the fold of its facts, and which of its steps are open; and what all things that are such folds share. Pure. */
@NullMarked
package io.sluice.selection.job;

import org.jspecify.annotations.NullMarked;
