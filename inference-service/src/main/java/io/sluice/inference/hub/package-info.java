/** Fetches models from a Hugging Face hub. */
@NullMarked
package io.sluice.inference.hub;

import org.jspecify.annotations.NullMarked;
