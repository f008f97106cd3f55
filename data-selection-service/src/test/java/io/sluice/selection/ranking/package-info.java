/** The best rows of all shards in order: exact cut, quotas, diversity, in memory that does not grow with the pool. */
@NullMarked
package io.sluice.selection.ranking;

import org.jspecify.annotations.NullMarked;
