/** Tests of a job's steps. */
@NullMarked
package io.sluice.selection.work;

import org.jspecify.annotations.NullMarked;
