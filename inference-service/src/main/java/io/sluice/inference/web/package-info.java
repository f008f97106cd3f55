/** The service over HTTP: generation as a stream of JSON lines, and what is served. */
@NullMarked
package io.sluice.inference.web;

import org.jspecify.annotations.NullMarked;
