package io.sluice.standalone.launch;

import java.time.Duration;

/** Hears how a start goes on. Calls come from several threads. */
public interface Progress {

    Progress SILENT = new Progress() {
        @Override
        public void starting(String component) {
        }

        @Override
        public void ready(String component, Duration after) {
        }
    };

    void starting(String component);

    void ready(String component, Duration after);
}
