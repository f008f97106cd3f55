/** Chooses what to train on: data sets by digest, selectors as resumable jobs, lineage from every chosen row. */
@NullMarked
package io.sluice.selection;

import org.jspecify.annotations.NullMarked;
