package io.sluice.benchmarks.selection;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Processor time of this process, all threads together: compilers and collectors count. */
public record CpuTime(long nanos) {

    private static final OperatingSystemMXBean SYSTEM = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    public static CpuTime now() {
        return new CpuTime(SYSTEM.getProcessCpuTime());
    }

    public Duration since() {
        return Duration.ofNanos(SYSTEM.getProcessCpuTime() - nanos);
    }
}
