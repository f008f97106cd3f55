/** Which data are learned when, and how much of the old beside the new: plans, and the data sets that they make. Pure but for files. */
@NullMarked
package io.sluice.selection.mixing;

import org.jspecify.annotations.NullMarked;
