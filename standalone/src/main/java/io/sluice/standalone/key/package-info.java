/** The first API keys, and where they are kept. */
@NullMarked
package io.sluice.standalone.key;

import org.jspecify.annotations.NullMarked;
