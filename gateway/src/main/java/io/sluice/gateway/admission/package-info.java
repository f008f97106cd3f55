/** Who may ask, and how much. */
@NullMarked
package io.sluice.gateway.admission;

import org.jspecify.annotations.NullMarked;
