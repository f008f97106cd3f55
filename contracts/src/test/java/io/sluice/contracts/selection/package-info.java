/** Tests of what is asked of a pool. */
@NullMarked
package io.sluice.contracts.selection;

import org.jspecify.annotations.NullMarked;
