/** Questions about tables. */
@NullMarked
package io.sluice.workflow.tool.table;

import org.jspecify.annotations.NullMarked;
