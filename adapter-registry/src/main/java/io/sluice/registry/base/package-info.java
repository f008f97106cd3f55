/** The models that adapters can be for: what the workers serve. */
@NullMarked
package io.sluice.registry.base;

import org.jspecify.annotations.NullMarked;
