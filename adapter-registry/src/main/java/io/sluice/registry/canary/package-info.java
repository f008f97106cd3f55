/**
 * Whether a canary does worse than what is active, by rules that may be asked after every request
 * (docs/adr/0014-canaries-are-watched-by-anytime-rules.md); pure.
 */
@NullMarked
package io.sluice.registry.canary;

import org.jspecify.annotations.NullMarked;
