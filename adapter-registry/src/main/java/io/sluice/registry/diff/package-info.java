/** What differs between two versions of an adapter. */
@NullMarked
package io.sluice.registry.diff;

import org.jspecify.annotations.NullMarked;
