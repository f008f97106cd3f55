/** Sound adapters of each kind, and each fault one can have. */
@NullMarked
package io.sluice.registry.kind;

import org.jspecify.annotations.NullMarked;
