package io.sluice.standalone.chat;

/** One message of a conversation. */
record Turn(String role, String content) {
}
