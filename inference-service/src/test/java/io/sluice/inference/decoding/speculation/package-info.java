/** The rule of speculative decoding against enumeration, statistics and scripted acceptances. */
@NullMarked
package io.sluice.inference.decoding.speculation;

import org.jspecify.annotations.NullMarked;
