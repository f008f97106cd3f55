/** {@code ./sluice improve}: a pipeline begun and followed from the command line. */
@NullMarked
package io.sluice.selection.remote;

import org.jspecify.annotations.NullMarked;
