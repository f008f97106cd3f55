/** OpenAI's requests and answers: reading, checking, writing, streaming. */
@NullMarked
package io.sluice.gateway.openai;

import org.jspecify.annotations.NullMarked;
