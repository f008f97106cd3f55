/** {@code ./sluice select} and {@code ./sluice data}: what the service does, on one machine and its files, without a service. */
@NullMarked
package io.sluice.selection.local;

import org.jspecify.annotations.NullMarked;
