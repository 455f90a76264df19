package weft.web;

import java.util.List;
import weft.web.json.JsonCodec;
import weft.web.routing.Router;

/// An app whose routes are fixed.
///
/// @param router finds the action of a request
/// @param withoutRoute what happens to requests that no route answers; its handler is
///   [AppHandler#answerWithoutRoute]
/// @param codec how JSON is read and written
/// @param stoppables what is told that the server stops, and has stopped
record CompiledApp(
    Router<RouteAction> router,
    RouteAction withoutRoute,
    JsonCodec codec,
    List<Stoppable> stoppables) {}
