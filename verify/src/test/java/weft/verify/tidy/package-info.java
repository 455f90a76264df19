/// The house style as tests: one class per rule, each with a test on a sample.
///
/// Two readers of the JDK do the work: `com.sun.source` for sources and `java.lang.classfile` for
/// what the compiler made of them. [TidyTest] runs every rule over the repository.
@NullMarked
package weft.verify.tidy;

import org.jspecify.annotations.NullMarked;
