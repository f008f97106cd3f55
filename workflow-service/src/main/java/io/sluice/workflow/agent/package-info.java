/** Agents: language models with tools and strategies, and tools by themselves, each doing one step. */
@NullMarked
package io.sluice.workflow.agent;

import org.jspecify.annotations.NullMarked;
