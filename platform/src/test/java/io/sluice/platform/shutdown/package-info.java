/** How a service's server ends: whoever is being answered is answered, nobody else is waited for. */
@NullMarked
package io.sluice.platform.shutdown;

import org.jspecify.annotations.NullMarked;
