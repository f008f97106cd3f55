/** Tests of jobs as folds of their facts. */
@NullMarked
package io.sluice.selection.job;

import org.jspecify.annotations.NullMarked;
