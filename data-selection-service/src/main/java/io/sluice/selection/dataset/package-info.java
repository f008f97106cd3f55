/** Uploads become data sets: JSON lines under their digest, with profile and an index by which each shard is read alone. Pure but for files. */
@NullMarked
package io.sluice.selection.dataset;

import org.jspecify.annotations.NullMarked;
