/** Doing what a comparison says is next: runs selected, trained and asked alike, and what they come to; beside what pipelines do as well. */
@NullMarked
package io.sluice.selection.trial;

import org.jspecify.annotations.NullMarked;
