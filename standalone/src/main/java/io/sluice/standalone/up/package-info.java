/** The {@code up} and {@code prepare} verbs: a platform in a terminal. */
@NullMarked
package io.sluice.standalone.up;

import org.jspecify.annotations.NullMarked;
