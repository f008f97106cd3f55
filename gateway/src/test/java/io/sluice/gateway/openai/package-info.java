/** What is read, refused and written. */
@NullMarked
package io.sluice.gateway.openai;

import org.jspecify.annotations.NullMarked;
