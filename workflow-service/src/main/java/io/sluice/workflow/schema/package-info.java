/** JSON Schema (2020-12) of people who are not trusted: nothing is fetched, no pattern and no reference runs away. Pure. */
@NullMarked
package io.sluice.workflow.schema;

import org.jspecify.annotations.NullMarked;
