/** Data sets and selection jobs: the data-selection-service's own API, behind an admin key. */
@NullMarked
package io.sluice.gateway.selection;

import org.jspecify.annotations.NullMarked;
