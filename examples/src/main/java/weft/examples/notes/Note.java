package weft.examples.notes;

import java.util.List;

/// A note.
///
/// @param id given by the server, from 1
/// @param title 1 to 100 characters
/// @param text any text
/// @param tags may be empty
public record Note(long id, String title, String text, List<String> tags) {}
