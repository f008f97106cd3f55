/** Seeded, verifiable tasks with worked steps and exact answers, split by prompt. */
@NullMarked
package io.sluice.tasks;

import org.jspecify.annotations.NullMarked;
