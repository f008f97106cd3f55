/** Tools of MCP servers, over streamable HTTP. What a server says of its tools is held against what it does. */
@NullMarked
package io.sluice.workflow.tool.mcp;

import org.jspecify.annotations.NullMarked;
