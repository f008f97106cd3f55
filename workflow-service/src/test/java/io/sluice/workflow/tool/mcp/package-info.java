/** Tools of MCP servers, honest and not. */
@NullMarked
package io.sluice.workflow.tool.mcp;

import org.jspecify.annotations.NullMarked;
