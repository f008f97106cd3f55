/** What operators do, behind an admin key. */
@NullMarked
package io.sluice.gateway.admin;

import org.jspecify.annotations.NullMarked;
