/** The live inference-services and what they hold. */
@NullMarked
package io.sluice.router.endpoint;

import org.jspecify.annotations.NullMarked;
