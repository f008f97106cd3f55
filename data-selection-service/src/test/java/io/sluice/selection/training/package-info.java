/** Tests of models that are trained for a job. */
@NullMarked
package io.sluice.selection.training;

import org.jspecify.annotations.NullMarked;
