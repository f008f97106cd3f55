/** The router-service: decides which models and which endpoint answer a request; never sees its text. */
@NullMarked
package io.sluice.router;

import org.jspecify.annotations.NullMarked;
