/** A job's steps done: artefacts by name, shards scored, rows chosen and written; the same on one machine and on many replicas. */
@NullMarked
package io.sluice.selection.work;

import org.jspecify.annotations.NullMarked;
