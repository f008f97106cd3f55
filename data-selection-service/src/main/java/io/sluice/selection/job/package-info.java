/** What a selection job is: the fold of its facts, and which of its steps are open. Pure. */
@NullMarked
package io.sluice.selection.job;

import org.jspecify.annotations.NullMarked;
