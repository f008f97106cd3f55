package io.sluice.contracts.generation;

/** One turn of a conversation; {@code role} is {@code system}, {@code user} or {@code assistant}. */
public record ChatMessage(String role, String content) {
}
