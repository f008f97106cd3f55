/** Arithmetic on rows and matrices: the Vector API kernels, their scalar oracle, and the tensors that both work on. */
@NullMarked
package io.sluice.inference.kernel;

import org.jspecify.annotations.NullMarked;
