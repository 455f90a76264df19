package weft.hub;

/// What was found and chosen when hubs started, for the start-up lines and for support.
///
/// @param hubs event loops running
/// @param backend the back-end's name
/// @param backendReason why this one: what was probed, or who asked for it
/// @param scheduler who carries virtual threads: `hub` or `jdk`
/// @param schedulerReason why
public record HubsReport(
    int hubs, String backend, String backendReason, String scheduler, String schedulerReason) {}
