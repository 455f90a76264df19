package weft.http.client;

/// What a client has counted since it was opened.
///
/// @param calls requests sent, retries and redirects among them
/// @param responses heads of responses that came
/// @param failures calls that ended without one
/// @param retries calls made again by the client itself
/// @param redirects redirects followed
/// @param connectionsOpened connections that came about
/// @param connectionsFailed attempts to connect that did not succeed
/// @param callsOnUsedConnections requests sent by a connection that had carried one before
/// @param connections open now
/// @param waiting calls that wait for a connection now
public record ClientCounters(
    long calls,
    long responses,
    long failures,
    long retries,
    long redirects,
    long connectionsOpened,
    long connectionsFailed,
    long callsOnUsedConnections,
    int connections,
    int waiting) {}
