package weft.web.files;

/// A file and the form of it that a client is to be sent.
///
/// @param form retained for whoever has this: its bytes can be sent, whatever leaves the cache
///   meanwhile, until it is closed
record ChosenFile(ServedFile file, Representation form) {}
