/** From the files of an upload to a manifest. */
@NullMarked
package io.sluice.registry.intake;

import org.jspecify.annotations.NullMarked;
