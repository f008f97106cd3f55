/** What rows are asked of a pool, and how far a job is that chooses them. */
@NullMarked
package io.sluice.contracts.selection;

import org.jspecify.annotations.NullMarked;
