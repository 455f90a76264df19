/// Public collections of HTTP/1.1 requests, read from a folder beside the repository.
///
/// The collections are not part of the project: where they are absent the tests are skipped, and
/// reported as skipped. What we decided about doubtful requests stands in tables under
/// `src/test/resources/corpus`.
@NullMarked
package weft.verify.corpus;

import org.jspecify.annotations.NullMarked;
