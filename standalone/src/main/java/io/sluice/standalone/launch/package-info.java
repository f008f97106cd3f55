/** From options to a running platform, in either form. */
@NullMarked
package io.sluice.standalone.launch;

import org.jspecify.annotations.NullMarked;
