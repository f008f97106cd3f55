/** Tests of the command line. */
@NullMarked
package io.sluice.selection.local;

import org.jspecify.annotations.NullMarked;
