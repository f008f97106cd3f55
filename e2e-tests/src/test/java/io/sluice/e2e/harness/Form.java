package io.sluice.e2e.harness;

/** The two ways the platform runs on one machine. */
public enum Form {
    ONE_JVM(io.sluice.standalone.launch.Form.FLAT),
    PROCESSES(io.sluice.standalone.launch.Form.PROCESSES);

    private final io.sluice.standalone.launch.Form launched;

    Form(io.sluice.standalone.launch.Form launched) {
        this.launched = launched;
    }

    io.sluice.standalone.launch.Form launched() {
        return launched;
    }
}
