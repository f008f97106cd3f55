/** Tests of documents and of what is checked in them. */
@NullMarked
package io.sluice.workflow.definition;

import org.jspecify.annotations.NullMarked;
