/** How likely a model holds texts to be. */
@NullMarked
package io.sluice.contracts.likelihood;

import org.jspecify.annotations.NullMarked;
