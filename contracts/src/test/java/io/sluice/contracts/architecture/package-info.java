/** What the contracts may depend on. */
@NullMarked
package io.sluice.contracts.architecture;

import org.jspecify.annotations.NullMarked;
