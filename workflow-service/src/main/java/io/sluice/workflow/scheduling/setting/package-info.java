/** Numbers that a workflow's document may set, by name: what they are without it, and what they may be. Pure. */
@NullMarked
package io.sluice.workflow.scheduling.setting;

import org.jspecify.annotations.NullMarked;
