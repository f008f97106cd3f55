/** Which endpoints can serve a request at all. */
@NullMarked
package io.sluice.router.routing.filter;

import org.jspecify.annotations.NullMarked;
