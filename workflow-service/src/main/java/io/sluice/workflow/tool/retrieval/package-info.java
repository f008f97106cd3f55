/** The documents of a workflow that fit a question best. */
@NullMarked
package io.sluice.workflow.tool.retrieval;

import org.jspecify.annotations.NullMarked;
