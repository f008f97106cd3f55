/** What a start costs: seconds to ready and resident memory. */
@NullMarked
package io.sluice.standalone.measure;

import org.jspecify.annotations.NullMarked;
