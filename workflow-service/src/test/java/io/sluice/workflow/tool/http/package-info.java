/** Where calls may go, against real servers. */
@NullMarked
package io.sluice.workflow.tool.http;

import org.jspecify.annotations.NullMarked;
