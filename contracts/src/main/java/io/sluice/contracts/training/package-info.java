/** What a trainer is asked to make. */
@NullMarked
package io.sluice.contracts.training;

import org.jspecify.annotations.NullMarked;
