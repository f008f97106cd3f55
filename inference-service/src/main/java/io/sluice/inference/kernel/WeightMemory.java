package io.sluice.inference.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory for repacked weights, zeroed. On Linux large matrices get pages of two mebibytes where the kernel grants them:
 * a processor's prefetching stops at the end of a page, and with pages of four kilobytes a product that streams its
 * weights loses a quarter to a third of the memory's bandwidth. The kernel may refuse; the weights are then in ordinary pages.
 */
final class WeightMemory {

    private static final Logger LOG = LoggerFactory.getLogger(WeightMemory.class);
    private static final int ALIGNMENT = 64;
    private static final long PAGE = 2L << 20;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int HUGE_PAGES = 14;
    private static final long FAILED = -1;

    private WeightMemory() {
    }

    static MemorySegment allocate(Arena arena, long bytes) {
        if (bytes < PAGE || !LibC.isThere()) {
            return arena.allocate(bytes, ALIGNMENT);
        }
        long mapped = bytes + PAGE;
        MemorySegment start = LibC.map(mapped);
        if (start.address() == FAILED) {
            return arena.allocate(bytes, ALIGNMENT);
        }
        MemorySegment all = start.reinterpret(mapped, arena, memory -> LibC.unmap(memory, mapped));
        long first = -all.address() & PAGE - 1;
        int refused = LibC.advise(all.asSlice(first, bytes), bytes);
        if (refused != 0) {
            LOG.debug("no large pages for {} bytes of weights", bytes);
        }
        return all.asSlice(first, bytes, ALIGNMENT);
    }

    /** The C library's own functions; looked up when the first large matrix comes. */
    private static final class LibC {

        private static final Linker LINKER = Linker.nativeLinker();
        private static final Optional<MethodHandle> MMAP = find("mmap", FunctionDescriptor.of(ValueLayout.ADDRESS,
                ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        private static final Optional<MethodHandle> MUNMAP = find("munmap",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        private static final Optional<MethodHandle> MADVISE = find("madvise", FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

        private static Optional<MethodHandle> find(String name, FunctionDescriptor types) {
            SymbolLookup lookup = LINKER.defaultLookup();
            return lookup.find(name).map(address -> LINKER.downcallHandle(address, types));
        }

        /** The constants above are Linux's. */
        private static boolean isThere() {
            return "Linux".equals(System.getProperty("os.name"))
                    && MMAP.isPresent() && MUNMAP.isPresent() && MADVISE.isPresent();
        }

        private static MemorySegment map(long bytes) {
            try {
                return (MemorySegment) MMAP.orElseThrow().invokeExact(
                        MemorySegment.NULL, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            } catch (Throwable e) {
                throw new IllegalStateException("mmap", e);
            }
        }

        private static void unmap(MemorySegment memory, long bytes) {
            try {
                int failed = (int) MUNMAP.orElseThrow().invokeExact(memory, bytes);
                if (failed != 0) {
                    LOG.warn("{} bytes of weights can't be given back", bytes);
                }
            } catch (Throwable e) {
                throw new IllegalStateException("munmap", e);
            }
        }

        private static int advise(MemorySegment memory, long bytes) {
            try {
                return (int) MADVISE.orElseThrow().invokeExact(memory, bytes, HUGE_PAGES);
            } catch (Throwable e) {
                throw new IllegalStateException("madvise", e);
            }
        }
    }
}
