/** The rules of canaries. */
@NullMarked
package io.sluice.registry.canary;

import org.jspecify.annotations.NullMarked;
