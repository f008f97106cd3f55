package io.sluice.selection.promotion;

import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.CanaryReport;
import org.jspecify.annotations.Nullable;

/** The registry's life cycle of adapters. What is done already changes nothing. Blocks. Thread-safe. */
public interface AdapterRegistry {

    /** Which state a step led to, or why not. */
    sealed interface Reply {

        record State(AdapterState state) implements Reply {
        }

        /** There is no such adapter. */
        record Absent() implements Reply {
        }

        /** It will not do it as things are. */
        record Refused(String code, String message) implements Reply {
        }

        /** It can't answer now. */
        record Away(String why) implements Reply {
        }
    }

    Reply state(String adapter);

    /** @param sequence that the adapter has to be at; refused where somebody changed it meanwhile */
    Reply canary(String adapter, String version, double percent, long sequence);

    /** How the canary does; null while nothing is known of it. */
    @Nullable CanaryReport report(String adapter);

    /** @param sequence that the adapter has to be at; refused where somebody changed it meanwhile */
    Reply promote(String adapter, String version, long sequence);

    /** Only if this version is in canary or active. */
    Reply rollBack(String adapter, String version, String reason);

    /** @param sequence that the adapter has to be at */
    Reply deactivate(String adapter, long sequence);

    Reply retire(String adapter, String version);
}
