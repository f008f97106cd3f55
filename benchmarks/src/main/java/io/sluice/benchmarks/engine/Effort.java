package io.sluice.benchmarks.engine;

/**
 * How much is measured.
 *
 * @param prompt        tokens of a prompt
 * @param decode        tokens generated after it
 * @param rounds        of Sluice and llama.cpp in each start; time permitting, at least one
 * @param warmSeconds   for Sluice's compiler, before anything counts; others get three seconds at most
 * @param slowPrompt    tokens of jlama's prompt: it reads a few in a second
 * @param slowDecode    tokens that jlama generates
 * @param budgetSeconds for everything, 0 for no limit: then fewer rounds are run
 */
record Effort(int prompt, int decode, int rounds, double warmSeconds, int slowPrompt, int slowDecode, double budgetSeconds) {

    /** Within ten minutes on two cores, model files included. */
    static Effort quick() {
        return new Effort(512, 128, 3, 8, 16, 4, 540);
    }

    static Effort full() {
        return new Effort(512, 128, 3, 15, 512, 128, 0);
    }

    double warmSecondsOf(EngineName engine) {
        return engine == EngineName.SLUICE ? warmSeconds : Math.min(warmSeconds, 3);
    }

    int promptOf(EngineName engine) {
        return engine == EngineName.JLAMA ? slowPrompt : prompt;
    }

    int decodeOf(EngineName engine) {
        return engine == EngineName.JLAMA ? slowDecode : decode;
    }

    int context() {
        return prompt + decode + 1;
    }
}
