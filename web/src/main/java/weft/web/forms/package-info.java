/// Forms: `multipart/form-data` (RFC 7578, RFC 2046) as a stream of parts, and
/// `application/x-www-form-urlencoded`.
///
/// [weft.web.forms.Multipart] hands out one [weft.web.forms.Part] after the other as the client
/// sends them; nothing is held that the handler did not ask for. The parser behind it does no I/O.
///
/// Threads: everything belongs to the request's thread and is valid until its handler returns.
///
/// Limits: [weft.web.forms.MultipartLimits] and [weft.web.forms.FormLimits]; what a client does
/// wrong is a [weft.web.forms.FormError] with the name of its [weft.web.forms.FormFault].
///
/// Non-goals: other multipart types, nested multiparts, transfer encodings (RFC 7578 §4.7
/// deprecates them).
@NullMarked
package weft.web.forms;

import org.jspecify.annotations.NullMarked;
