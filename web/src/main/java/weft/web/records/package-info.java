/// Streams of JSON values, one after the other, up and down: NDJSON and JSON text sequences (RFC
/// 7464).
///
/// Threads: readers and writers belong to the request's thread and are valid until its handler
/// returns. Reading waits for the client, writing waits while it is slow.
///
/// Limits: [weft.web.records.RecordLimits]; one record is in memory at a time.
@NullMarked
package weft.web.records;

import org.jspecify.annotations.NullMarked;
