package io.sluice.trainer.registry;

import io.sluice.contracts.adapter.AdapterVersion;

/** What the registry made of an upload, or knows. */
public sealed interface RegistryAnswer {

    /** It has the version. */
    record Stored(AdapterVersion version) implements RegistryAnswer {
    }

    /** It has none. */
    record Absent() implements RegistryAnswer {
    }

    /** It will not take it, however often it is asked. */
    record Refused(int status, String code, String message) implements RegistryAnswer {
    }

    /** It can't answer now. */
    record Away(String why) implements RegistryAnswer {
    }
}
