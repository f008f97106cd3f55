package io.sluice.gateway.openai;

import io.sluice.contracts.adapter.AdapterState;
import java.util.List;

/** The adapters that are of record, as far as this gateway has heard. */
@FunctionalInterface
public interface KnownAdapters {

    /** By name. */
    List<AdapterState> list();
}
