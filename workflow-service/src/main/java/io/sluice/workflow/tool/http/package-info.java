/** HTTP to where the operator and the workflow's author allow it, and to nowhere else. */
@NullMarked
package io.sluice.workflow.tool.http;

import org.jspecify.annotations.NullMarked;
