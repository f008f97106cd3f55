/** From the files of an upload to a manifest, or to the reason why not. */
@NullMarked
package io.sluice.registry.intake;

import org.jspecify.annotations.NullMarked;
