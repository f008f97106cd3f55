/** What files need that the JDK lacks: folders that go with their process, digests, full disks told apart. */
@NullMarked
package io.sluice.selection.file;

import org.jspecify.annotations.NullMarked;
