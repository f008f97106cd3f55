/** What a workflow is: agents, tools, verifier, limits, scheduler and stopping rules, read from a document and checked. Pure. */
@NullMarked
package io.sluice.workflow.definition;

import org.jspecify.annotations.NullMarked;
