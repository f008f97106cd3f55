/** How every service meets the edge: one configuration that a service imports. */
@NullMarked
package io.sluice.platform;

import org.jspecify.annotations.NullMarked;
