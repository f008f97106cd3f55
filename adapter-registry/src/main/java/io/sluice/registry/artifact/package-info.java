/** Bytes by digest, and uploads on their way there. */
@NullMarked
package io.sluice.registry.artifact;

import org.jspecify.annotations.NullMarked;
