package io.sluice.standalone.key;

/**
 * One entry of the gateway's key file. The key itself isn't in it.
 *
 * @param sha256            64 lower-case hexadecimal digits
 * @param admin             may use what changes the platform
 */
record KeyEntry(String id, String sha256, boolean admin, int requestsPerMinute, int tokensPerMinute) {
}
