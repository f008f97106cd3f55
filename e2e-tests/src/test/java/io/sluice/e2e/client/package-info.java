/** OpenAI clients that nobody here wrote, against the running platform. */
@NullMarked
package io.sluice.e2e.client;

import org.jspecify.annotations.NullMarked;
