/** Files of adapters over HTTP. */
@NullMarked
package io.sluice.inference.registry;

import org.jspecify.annotations.NullMarked;
