package weft.examples.demo;

/// The answer of `/json`.
///
/// @param message what it says
public record Message(String message) {}
