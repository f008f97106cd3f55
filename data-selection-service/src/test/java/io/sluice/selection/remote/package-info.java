/** Commands against a service that says what a test wants. */
@NullMarked
package io.sluice.selection.remote;

import org.jspecify.annotations.NullMarked;
