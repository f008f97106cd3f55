/** The inference-service: one process that holds the models and writes every answer. */
@NullMarked
package io.sluice.inference;

import org.jspecify.annotations.NullMarked;
