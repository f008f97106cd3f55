/** {@code ./sluice select}: the jobs of the service on one machine and its files, without a service. */
@NullMarked
package io.sluice.selection.local;

import org.jspecify.annotations.NullMarked;
