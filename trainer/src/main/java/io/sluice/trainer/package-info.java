/** The trainer's command line: makes, checks and describes the shipped models. */
@NullMarked
package io.sluice.trainer;

import org.jspecify.annotations.NullMarked;
