/** JSON that is read strictly. */
@NullMarked
package io.sluice.platform.json;

import org.jspecify.annotations.NullMarked;
