/** Whether a canary does worse than what is active, by rules that may be asked after every request; pure. */
@NullMarked
package io.sluice.registry.canary;

import org.jspecify.annotations.NullMarked;
