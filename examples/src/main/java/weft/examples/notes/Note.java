package weft.examples.notes;

/// A note as clients see it.
///
/// @param id given by the server
/// @param text 1 to 1,000 characters
public record Note(long id, String text) {}
