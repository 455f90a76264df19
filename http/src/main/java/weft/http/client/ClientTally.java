package weft.http.client;

/// What a client counts on one hub; others read it a little late.
final class ClientTally {
  long calls;
  long responses;
  long failures;
  long retries;
  long redirects;
  long connectionsOpened;
  long connectionsFailed;
  long callsOnUsedConnections;
  int waiting;

  ClientTally() {}
}
