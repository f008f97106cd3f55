/** Who is let in, and what happens when Redis is away. */
@NullMarked
package io.sluice.gateway.admission;

import org.jspecify.annotations.NullMarked;
