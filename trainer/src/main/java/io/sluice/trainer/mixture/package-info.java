/** Multi-head routing: for each task a mixture of adapters that were trained apart, learned block by block. */
@NullMarked
package io.sluice.trainer.mixture;

import org.jspecify.annotations.NullMarked;
