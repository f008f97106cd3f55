/** Documents that fit a question. */
@NullMarked
package io.sluice.workflow.tool.retrieval;

import org.jspecify.annotations.NullMarked;
