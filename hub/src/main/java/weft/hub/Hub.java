package weft.hub;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.SocketSettings;
import weft.hub.jdk.HubScheduler;
import weft.hub.jdk.VirtualThreadAccess;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;

/// An event loop that carries virtual threads.
///
/// ```
/// turn: what other threads sent · timers · ready virtual threads · dispatched tasks
///       · one send per connection with new output · one kernel entry · its completions
/// ```
///
/// Sockets, timers and buffers belong to one hub for life and are touched on its thread only: by
/// the bare thread, or by a virtual thread it carries, which is the same to them since no two of
/// these run at a time and none is ever interrupted between two waits.
public final class Hub {
  private static final VarHandle SLICES;

  static {
    try {
      SLICES = MethodHandles.lookup().findVarHandle(Hub.class, "slices", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /// Ready threads and tasks run before the hub looks at I/O again.
  private static final int SLICES_PER_TURN_MAX = 512;

  /// Messages of other threads taken per turn.
  private static final int INBOX_PER_TURN_MAX = 1024;

  /// How long a pinned thread blocks the hub before it drives I/O itself, in nanoseconds.
  private static final long PINNED_PARK_NANOS = 100_000;

  /// How long a stopping hub waits for news at a time.
  private static final long STOPPING_WAIT_NANOS = 1_000_000;

  /// Tasks given to the JDK's scheduler in one turn from which on the hub waits for what they have
  /// to say, instead of being woken by the first of them.
  private static final int REPLIES_WORTH_WAITING = 4;

  /// How long it waits at most, in nanoseconds.
  private static final long REPLY_WAIT_NANOS = 100_000;

  /// How often it does so in a turn.
  private static final int ELSEWHERE_ROUNDS_MAX = 16;

  /// Turns' worth of tasks that a hub still runs when it ends: tasks that ask for others are not
  /// followed for ever.
  private static final int LAST_ROUNDS_MAX = 1024;

  private final int index;
  private final Thread thread;
  private final Backend backend;
  private final LongSupplier clock;
  private final BufferPool buffers;
  private final @Nullable HubScheduler scheduler;
  private final ThreadFactory jdkThreads =
      Thread.ofVirtual().inheritInheritableThreadLocals(false).factory();
  private final Offload offload;
  final TimerWheel timers;

  private final RunQueue<Runnable> ready = new RunQueue<>();
  private final RunQueue<Runnable> tasks = new RunQueue<>();
  private final Inbox inbox;
  private final List<TurnEnd> dirty = new ArrayList<>();
  private final List<Worker> idleWorkers = new ArrayList<>();
  private final SocketRegistry sockets = new SocketRegistry();

  /// Calls of [#carryRest] that are not over.
  private final AtomicInteger restCarriers = new AtomicInteger();

  private final List<TcpListener> listeners = new CopyOnWriteArrayList<>();
  final WorkerList workers = new WorkerList();

  private volatile boolean ended;
  private boolean stopping;
  private boolean clockStale = true;
  private boolean swallowSchedule;
  private long now;
  private long turns;
  private long tasksDispatched;
  long acceptFailures;
  long hogs;
  private long bugs;

  /// Counts beginnings and ends of slices: odd while one runs. Read by the watchdog.
  volatile long slices;

  /// Set by the watchdog when the present slice is long, so that workers end early.
  volatile boolean crowded;

  Hub(
      int index,
      Thread thread,
      Backend backend,
      LongSupplier clock,
      boolean carriesThreads,
      long bufferBytesMax,
      Offload offload) {
    this.index = index;
    this.thread = thread;
    this.backend = backend;
    this.inbox = new Inbox(backend);
    this.clock = clock;
    this.buffers = new BufferPool(bufferBytesMax);
    backend.receiveWithin(buffers);
    this.offload = offload;
    this.now = clock.getAsLong();
    this.timers = new TimerWheel(now);
    this.scheduler = carriesThreads ? new HubScheduler(new Carrying()) : null;
  }

  /// The hub whose thread runs the caller or carries the virtual thread that runs it.
  public static @Nullable Hub current() {
    return VirtualThreadAccess.currentCarrier() instanceof HubThread owner ? owner.hub : null;
  }

  /// Its number, from 0.
  public int index() {
    return index;
  }

  /// Whether the caller runs on this hub's thread, bare or carried.
  @HotPath
  public boolean onHub() {
    return VirtualThreadAccess.currentCarrier() == thread;
  }

  /// Whether the caller is a virtual thread carried by this hub.
  @HotPath
  boolean carriesCaller() {
    return onHub() && Thread.currentThread() != thread;
  }

  /// Whether virtual threads of this hub are carried by its own thread.
  public boolean carriesThreads() {
    return scheduler != null;
  }

  Thread thread() {
    return thread;
  }

  Backend backend() {
    return backend;
  }

  /// The pool of native buffers. Hub thread.
  public BufferPool buffers() {
    return buffers;
  }

  /// Where CPU-heavy or natively blocking work goes.
  public Offload offload() {
    return offload;
  }

  /// The turn's time in nanoseconds, read at most twice per turn. Hub thread.
  @HotPath
  public long nowNanos() {
    if (clockStale) {
      now = clock.getAsLong();
      clockStale = false;
    }
    return now;
  }

  /// The time in nanoseconds, read anew. Any thread.
  public long clockNanos() {
    return clock.getAsLong();
  }

  /// The time `nanos` from now, `Long.MAX_VALUE` when no clock gets there: for times that nothing
  /// has bounded. Any thread.
  public long deadline(long nanos) {
    long now = clock.getAsLong();
    long deadline = now + nanos;
    return nanos > 0 && deadline < now ? Long.MAX_VALUE : deadline;
  }

  /// Runs a task on the bare hub thread, soon but never inline. Any thread.
  ///
  /// The task takes no lock and does not log (the deadlock law).
  public void execute(Runnable task) {
    inbox.offerTask(task);
    if (!onHub()) {
      inbox.wakeIfSleeping();
    }
  }

  /// Runs a task on the hub's thread and returns when it is done; at once when the caller is there
  /// already. Any thread.
  ///
  /// @throws IllegalStateException when the hub has ended
  public void invoke(Runnable task) {
    if (!tryInvoke(task)) {
      throw new IllegalStateException("hub " + index + " has ended");
    }
  }

  /// As [#invoke].
  ///
  /// @return whether the task was run; `false` when the hub has ended, and it never will be
  boolean tryInvoke(Runnable task) {
    if (onHub()) {
      task.run();
      return true;
    }
    return new Invocation(this, task).await();
  }

  /// Starts a virtual thread that lives on this hub, or on the JDK's scheduler when hubs do not
  /// carry threads. Any thread.
  public Thread start(Runnable task) {
    Thread created =
        scheduler != null
            ? VirtualThreadAccess.newThread(scheduler, task)
            : jdkThreads.newThread(task);
    created.start();
    return created;
  }

  /// Runs a task in a worker virtual thread, this turn if there is time. Hub thread.
  ///
  /// A worker may run several tasks one after another; each starts without thread-locals.
  @HotPath
  public void dispatch(Runnable task) {
    assert onHub();
    tasksDispatched++;
    tasks.add(task);
  }

  /// Opens a listener; its connections live on this hub. Any thread but a bare hub thread.
  ///
  /// @param acceptor told of each connection on the bare hub thread; answers what receives its
  ///   bytes
  /// @throws IOException when the address cannot be had
  /// @throws IllegalArgumentException when it is not a resolved address, or a Unix-domain path that
  ///   is empty
  public TcpListener listen(
      SocketAddress address,
      SocketSettings settings,
      Function<TcpConnection, StreamReceiver> acceptor)
      throws IOException {
    return TcpListener.open(this, address, settings, acceptor);
  }

  /// Opens a listener whose connections are taken by [TcpListener#accept] and used in blocking
  /// style.
  public TcpListener listen(SocketAddress address, SocketSettings settings) throws IOException {
    return TcpListener.open(this, address, settings, null);
  }

  /// Connects to a TCP or Unix-domain address; blocks the calling thread only.
  ///
  /// @param timeoutNanos greater than 0, or `Long.MAX_VALUE`
  public TcpConnection connect(SocketAddress address, SocketSettings settings, long timeoutNanos)
      throws IOException {
    return TcpConnection.connect(this, address, settings, timeoutNanos);
  }

  /// Begins to connect to a TCP or Unix-domain address, and waits for nothing. The hub's thread.
  ///
  /// @param told once, on the hub's thread: `null` when the connection can be used, else why there
  ///   is none, and then it is closed already. Not before this returns; when the connection is
  ///   closed meanwhile, as [TcpConnection#reset] does, by then
  /// @return the connection on its way
  /// @throws IOException when it cannot be begun; then nobody is told
  public TcpConnection beginConnect(
      SocketAddress address,
      SocketSettings settings,
      BiConsumer<TcpConnection, @Nullable SocketFailure> told)
      throws IOException {
    assert onHub();
    return TcpConnection.beginConnect(this, address, settings, told);
  }

  /// Opens a datagram socket bound to `address`.
  public UdpSocket bindDatagram(SocketAddress address, SocketSettings settings) throws IOException {
    return UdpSocket.open(this, address, settings);
  }

  /// What this hub has counted. Any thread.
  public HubCounters counters() {
    return new HubCounters(
        turns,
        backend.enters(),
        backend.completions(),
        inbox.wakes(),
        slices / 2,
        tasksDispatched,
        ready.sizeMax(),
        buffers.buffersInUse(),
        buffers.refusals(),
        backend.starvations(),
        acceptFailures,
        hogs,
        bugs);
  }

  // What follows runs on the hub's thread.

  SocketRegistry sockets() {
    return sockets;
  }

  /// Its open listeners. Any thread may read.
  List<TcpListener> listeners() {
    return listeners;
  }

  /// Has `action` run once at the end of this turn, behind those who asked before. Hub thread.
  @HotPath
  public void atTurnEnd(TurnEnd action) {
    dirty.add(action);
  }

  @HotPath
  @Nullable Runnable nextTask() {
    return crowded ? null : tasks.poll();
  }

  @HotPath
  void workerEnded(Worker worker) {
    workers.remove(worker);
    idleWorkers.add(worker);
  }

  /// The loop of a hub's own thread; ends after [#stop].
  void run() {
    try {
      while (!stopped()) {
        turn();
      }
    } catch (RuntimeException | Error fatal) {
      reportBug("the loop has ended", fatal);
    } finally {
      end();
    }
  }

  private boolean stopped() {
    if (stopping) {
      // Some may have been opened since.
      sockets.closeAll();
    }
    return stopping && sockets.isEmpty() && workers.count() == 0;
  }

  /// One round. Simulations drive hubs by hand, by [ManualHubs].
  void turn() {
    turns++;
    clockStale = true;
    takeRemote();
    advanceTimers();
    runReady();
    flush();
    long waitNanos = waitNanos();
    if (waitNanos == 0 || !inbox.sleep()) {
      backend.turn(0);
    } else {
      clockStale = true;
      backend.turn(waitNanos);
      inbox.awake();
    }
  }

  @HotPath
  private void advanceTimers() {
    try {
      timers.advance(nowNanos());
    } catch (RuntimeException | AssertionError bug) {
      reportBug("a timer's action failed", bug);
    }
  }

  @HotPath
  private void takeRemote() {
    for (int left = INBOX_PER_TURN_MAX; left > 0; left--) {
      Runnable continuation = inbox.pollContinuation();
      if (continuation == null) {
        break;
      }
      ready.add(continuation);
    }
    for (int left = INBOX_PER_TURN_MAX; left > 0; left--) {
      Runnable task = inbox.pollTask();
      if (task == null) {
        break;
      }
      try {
        task.run();
      } catch (RuntimeException | AssertionError bug) {
        reportBug("a task of the hub failed", bug);
      }
    }
  }

  /// Logs a bug of ours or of an engine. Not here: the bare hub thread does not log.
  void reportBug(String what, Throwable bug) {
    bugs++;
    offload.report(Level.ERROR, "hub " + index + ": " + what, bug);
  }

  @HotPath
  private void runReady() {
    crowded = false;
    // Threads that become ready meanwhile wait for the next turn, so that I/O is not starved.
    for (int left = Math.min(ready.size(), SLICES_PER_TURN_MAX); left > 0; left--) {
      runSlice();
    }
    if (scheduler == null) {
      runElsewhere();
      return;
    }
    for (int left = SLICES_PER_TURN_MAX; left > 0 && !tasks.isEmpty() && !crowded; left--) {
      startWorker();
      runSlice();
    }
  }

  /// Has the JDK's scheduler run the tasks. When they are many, waits for what they have to say,
  /// and goes on with what follows from it: pipelined requests are answered in one turn.
  private void runElsewhere() {
    for (int rounds = ELSEWHERE_ROUNDS_MAX; rounds > 0 && !tasks.isEmpty(); rounds--) {
      int count = tasks.size();
      JdkStart start = JdkStart.all(tasks, thread, jdkThreads);
      if (count < REPLIES_WORTH_WAITING) {
        return;
      }
      awaitTurn(start);
      clockStale = true;
      takeRemote();
    }
  }

  private void awaitTurn(JdkStart start) {
    long now = clock.getAsLong();
    long deadline = now + REPLY_WAIT_NANOS;
    while (!start.isOver() && now < deadline) {
      LockSupport.parkNanos(start, deadline - now);
      now = clock.getAsLong();
    }
  }

  @HotPath
  private void runSlice() {
    Runnable continuation = ready.poll();
    if (continuation != null) {
      SLICES.setOpaque(this, slices + 1);
      continuation.run();
      SLICES.setOpaque(this, slices + 1);
    }
  }

  @HotPath
  private void startWorker() {
    int idle = idleWorkers.size();
    Worker worker = idle > 0 ? idleWorkers.remove(idle - 1) : newWorkerSlow();
    workers.add(worker);
    start(worker);
  }

  private Worker newWorkerSlow() {
    return new Worker(this);
  }

  @HotPath
  private void flush() {
    for (int index = 0; index < dirty.size(); index++) {
      try {
        dirty.get(index).turnEnds();
      } catch (RuntimeException | AssertionError bug) {
        reportBug("what was asked for at a turn's end failed", bug);
      }
    }
    dirty.clear();
  }

  @HotPath
  private long waitNanos() {
    if (!ready.isEmpty() || !tasks.isEmpty() || !dirty.isEmpty()) {
      return 0;
    }
    if (stopping) {
      return STOPPING_WAIT_NANOS;
    }
    long next = timers.nextNanos();
    return next == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, next - nowNanos());
  }

  /// Parks the calling virtual thread, which this hub carries, until it is unparked or the deadline
  /// has passed; may return early.
  ///
  /// The JDK asks the scheduler for a timeout only after the thread has really been unmounted. So a
  /// timed park whose request is swallowed costs nothing and tells whether the thread could
  /// unmount. When it could not, the hub itself was parked, and the thread does the hub's I/O.
  void parkCarried(long deadlineNanos) {
    Timer timer = null;
    if (deadlineNanos != Long.MAX_VALUE) {
      Thread waiting = Thread.currentThread();
      timer = Timer.thatWakes(this, () -> LockSupport.unpark(waiting));
      timer.set(deadlineNanos);
    }
    swallowSchedule = true;
    LockSupport.parkNanos(PINNED_PARK_NANOS);
    if (swallowSchedule) {
      swallowSchedule = false;
      driveWhilePinned();
    }
    if (timer != null && onHub()) {
      timer.cancel();
    }
  }

  /// One round without running threads: only I/O and timers, for a thread that holds the hub.
  private void driveWhilePinned() {
    clockStale = true;
    advanceTimers();
    flush();
    backend.turn(0);
  }

  /// Asks the loop to close every socket and to end when its threads have noticed. Hub thread.
  void stop() {
    stopping = true;
    sockets.closeAll();
  }

  /// Gives up on threads that did not end; their continuations go on elsewhere. Hub thread.
  void abandonWorkers() {
    workers.clear();
  }

  /// Runs what was asked for before, tells whoever waits on a socket, and has the virtual threads
  /// go on elsewhere: those that are ready, and those that wait for a time, which wait anew.
  void end() {
    try {
      for (int left = LAST_ROUNDS_MAX; left > 0 && inbox.hasTasks(); left--) {
        takeRemote();
      }
      sockets.closeAll();
    } catch (RuntimeException | Error bug) {
      reportBug("a task or socket failed as the hub ended", bug);
    }
    ended = true;
    timers.wakeThreads();
    Runnable left;
    while ((left = ready.poll()) != null) {
      offload.carry(left);
    }
    carryRest();
    inbox.end();
    backend.close();
    buffers.close();
  }

  /// Has continuations that were sent to a hub that has ended carried elsewhere. Any thread, one at
  /// a time: who comes meanwhile has the one that is at it look once more.
  private void carryRest() {
    if (restCarriers.getAndIncrement() > 0) {
      return;
    }
    int calls = 1;
    while (calls > 0) {
      Runnable left;
      while ((left = inbox.pollContinuation()) != null) {
        offload.carry(left);
      }
      calls = restCarriers.addAndGet(-calls);
    }
  }

  boolean ended() {
    return ended;
  }

  /// The hub's side of the scheduler.
  private final class Carrying implements HubScheduler.Carrier {
    @Override
    @HotPath
    public void execute(Runnable continuation) {
      if (ended) {
        offload.carry(continuation);
      } else if (onHub()) {
        ready.add(continuation);
      } else {
        inbox.offerContinuation(continuation);
        inbox.wakeIfSleeping();
        if (ended) {
          // Too late for the hub's own last look.
          carryRest();
        }
      }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delayNanos) {
      if (swallowSchedule) {
        swallowSchedule = false;
        return ParkTimeout.NONE;
      }
      if (ended) {
        return offload.schedule(task, delayNanos);
      }
      return new ParkTimeout(Hub.this, task, deadline(delayNanos));
    }
  }
}
