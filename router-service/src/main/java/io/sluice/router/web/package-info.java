/** The router-service over HTTP. */
@NullMarked
package io.sluice.router.web;

import org.jspecify.annotations.NullMarked;
