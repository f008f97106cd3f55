/** Schemas and their bounds. */
@NullMarked
package io.sluice.workflow.schema;

import org.jspecify.annotations.NullMarked;
