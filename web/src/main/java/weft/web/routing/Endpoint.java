package weft.web.routing;

/// A route and what its owner keeps with it.
record Endpoint<T>(Route route, T target) {}
