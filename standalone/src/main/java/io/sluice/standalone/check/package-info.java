/** What is checked before anything starts: data directory, ports, memory, models. */
@NullMarked
package io.sluice.standalone.check;

import org.jspecify.annotations.NullMarked;
