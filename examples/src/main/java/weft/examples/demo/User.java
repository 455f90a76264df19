package weft.examples.demo;

/// The answer of `/users/{id}`.
///
/// @param id from the path
/// @param name made up
public record User(long id, String name) {}
