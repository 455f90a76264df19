package weft.examples.uploads;

/// What a sensor has read.
///
/// @param sensor which one
/// @param value what
public record Reading(String sensor, double value) {}
