package weft.http.server;

/// One request of a simulated client, and what it must be answered.
///
/// @param request its bytes, one per character
/// @param status of the answer
/// @param bodyLength bytes of the answer's body, -1 when any
/// @param aborted whether the answer may break off, and the connection with it
/// @param last whether the connection ends behind it
record SimulatedExchange(
    String request, int status, int bodyLength, boolean aborted, boolean last) {}
