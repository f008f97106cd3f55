package io.sluice.workflow.execution;

/** Is told what shadows say, once for each decision that is made beside one. */
public interface ShadowWatch {

    /** Of whoever does not care. */
    ShadowWatch NOBODY = new ShadowWatch() {
        @Override
        public void compared(String workflow, boolean agrees) {
        }

        @Override
        public void failed(String workflow, RuntimeException fault) {
        }
    };

    void compared(String workflow, boolean agrees);

    /** The shadow could not say what it would have chosen; the run goes on as it does without one. */
    void failed(String workflow, RuntimeException fault);
}
