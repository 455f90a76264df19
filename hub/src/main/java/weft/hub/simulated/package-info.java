/// A network that exists in memory only: one thread, virtual time, and faults drawn from a seed.
///
/// A [weft.hub.simulated.SimulatedNetwork] holds the clock and everything under way. Hubs are put
/// on it by one [weft.hub.simulated.SimulatedBackend] each and are turned by hand, in turn, on the
/// test's thread; a hub that waits moves the clock. [weft.hub.simulated.SimulatedPeer]s are the
/// other ends of connections, scripted by the test and without a hub. What may go wrong, and how
/// often, stands in [weft.hub.simulated.SimulatedFaults]. The same seed and the same script give
/// the same run; [weft.hub.simulated.SimulatedNetwork#fingerprint] tells whether two runs were the
/// same.
///
/// **Limits and non-goals.** Not a model of TCP's windows or timing: bytes arrive in order after a
/// delay, through bounded buffers, or the connection breaks. A connection breaks with a reset,
/// never by a time-out. Files are not sent or read by their descriptors. What runs on an offload
/// pool, as TLS handshakes do, runs in real time, and is not the same in every run. One thread
/// only.
@NullMarked
package weft.hub.simulated;

import org.jspecify.annotations.NullMarked;
