/** The service as it is shipped, with a real broker. */
@NullMarked
package io.sluice.selection.service;

import org.jspecify.annotations.NullMarked;
