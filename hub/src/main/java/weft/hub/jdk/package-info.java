/// Everything that touches what the JDK does not export.
///
/// [VirtualThreadAccess] says once what was found; without it virtual threads run on the JDK's own
/// scheduler and Weft loses speed, nothing else. [HubScheduler] makes a hub a scheduler of virtual
/// threads. [OffloadingResolverProvider] keeps name look-ups off hubs. [PollerBinding] keeps the
/// JDK's socket pollers off hubs.
@NullMarked
package weft.hub.jdk;

import org.jspecify.annotations.NullMarked;
