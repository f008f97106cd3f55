/** Questions about a table that a workflow's document holds. Pure. */
@NullMarked
package io.sluice.workflow.tool.table;

import org.jspecify.annotations.NullMarked;
