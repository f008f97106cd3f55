/** The service as it is shipped, with a real broker. */
@NullMarked
package io.sluice.registry.service;

import org.jspecify.annotations.NullMarked;
