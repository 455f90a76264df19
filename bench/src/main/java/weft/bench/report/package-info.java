/// Results, and how they are shown: tables, a chart, files, the performance page.
@NullMarked
package weft.bench.report;

import org.jspecify.annotations.NullMarked;
