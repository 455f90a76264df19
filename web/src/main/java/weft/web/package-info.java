/// The framework: an [weft.web.App] of routes, filters and error answers on top of HTTP.
///
/// Threads: an app is configured by one thread, then started; from then on it is read-only and
/// shared. Handlers run on virtual threads and may block. [weft.web.WebRequest] and
/// [weft.web.WebResponse] belong to their request's thread and are valid until its handler returns.
///
/// Order of things in a request: route look-up; filters and before-handlers of the app, its groups
/// and the route, in order of registration; the handler; if something failed, the error answer;
/// after-handlers from the route outwards; the response is sent.
///
/// Errors: what a handler throws becomes `application/problem+json` (RFC 9457).
///
/// Non-goals of this package: dependency injection, annotations, templates.
@NullMarked
package weft.web;

import org.jspecify.annotations.NullMarked;
