/** Every rule of the life cycle, and the fold under permutation and duplication. */
@NullMarked
package io.sluice.registry.catalog;

import org.jspecify.annotations.NullMarked;
