package weft.hub.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import weft.hub.memory.HotPath;

/// The C library's functions that hubs need. Results are the function's own, or `-errno`.
///
/// Pointers are passed as addresses. One instance per thread: it holds the place where the error
/// number is captured.
public final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  private static final MethodHandle SYSCALL =
      function(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG));
  private static final MethodHandle MMAP =
      function(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP = function("munmap", ints(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle CLOSE = function("close", ints(JAVA_INT));
  private static final MethodHandle SOCKET = function("socket", ints(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND = function("bind", ints(JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle LISTEN = function("listen", ints(JAVA_INT, JAVA_INT));
  private static final MethodHandle CONNECT =
      function("connect", ints(JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle ACCEPT4 =
      function("accept4", ints(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle POLL = function("poll", ints(JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SHUTDOWN = function("shutdown", ints(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      function("setsockopt", ints(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      function("getsockopt", ints(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle GETSOCKNAME =
      function("getsockname", ints(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle GETPEERNAME =
      function("getpeername", ints(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle RECV =
      function("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SEND =
      function("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECVMSG =
      function("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SENDTO =
      function(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECVFROM =
      function(
          "recvfrom",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle READ =
      function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle WRITE =
      function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle OPEN = function("open", ints(JAVA_LONG, JAVA_INT));
  private static final MethodHandle PREAD =
      function(
          "pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle SENDFILE =
      function(
          "sendfile", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PREADV2 =
      function(
          "preadv2",
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle EVENTFD = function("eventfd", ints(JAVA_INT, JAVA_INT));
  private static final MethodHandle EPOLL_CREATE1 = function("epoll_create1", ints(JAVA_INT));
  private static final MethodHandle EPOLL_CTL =
      function("epoll_ctl", ints(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle EPOLL_WAIT =
      function("epoll_wait", ints(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));

  private final MemorySegment errno =
      Arena.ofAuto().allocate(Linker.Option.captureStateLayout().byteSize(), 8);

  /// Makes the calling thread's instance.
  public Libc() {}

  private static FunctionDescriptor ints(MemoryLayout... parameters) {
    return FunctionDescriptor.of(JAVA_INT, parameters);
  }

  // Restricted because a wrong signature crashes the VM; the signatures above are the manual's.
  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, ERRNO);
  }

  /// A call that failed does not look like one that did not, even where several threads share an
  /// instance and another's call has cleared the number.
  @HotPath
  private long result(long result) {
    return result >= 0 ? result : -Math.max(1, errno.get(JAVA_INT, 0));
  }

  @HotPath
  private int result(int result) {
    return (int) result((long) result);
  }

  private static AssertionError impossible(Throwable cause) {
    return new AssertionError("a downcall does not throw", cause);
  }

  /// Any system call by number, with six arguments.
  @HotPath
  public long syscall(long number, long a, long b, long c, long d, long e, long f) {
    try {
      return result((long) SYSCALL.invokeExact(errno, number, a, b, c, d, e, f));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Maps memory; the address, or `-errno`.
  public long mmap(long address, long length, int protection, int flags, int fd, long offset) {
    try {
      return result((long) MMAP.invokeExact(errno, address, length, protection, flags, fd, offset));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Unmaps memory.
  public int munmap(long address, long length) {
    try {
      return result((int) MUNMAP.invokeExact(errno, address, length));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Closes a descriptor.
  public int close(int fd) {
    try {
      return result((int) CLOSE.invokeExact(errno, fd));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Opens a socket.
  public int socket(int domain, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(errno, domain, type, protocol));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Names a socket.
  public int bind(int fd, long address, int length) {
    try {
      return result((int) BIND.invokeExact(errno, fd, address, length));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Makes a socket listen.
  public int listen(int fd, int backlog) {
    try {
      return result((int) LISTEN.invokeExact(errno, fd, backlog));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Begins to connect.
  public int connect(int fd, long address, int length) {
    try {
      return result((int) CONNECT.invokeExact(errno, fd, address, length));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Takes a connection from a listener.
  @HotPath
  public int accept4(int fd, long address, long lengthAddress, int flags) {
    try {
      return result((int) ACCEPT4.invokeExact(errno, fd, address, lengthAddress, flags));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Waits for events of descriptors.
  ///
  /// @param descriptors address of `struct pollfd`s
  public int poll(long descriptors, long count, int timeoutMillis) {
    try {
      return result((int) POLL.invokeExact(errno, descriptors, count, timeoutMillis));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Ends a direction of a socket.
  public int shutdown(int fd, int how) {
    try {
      return result((int) SHUTDOWN.invokeExact(errno, fd, how));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Sets a socket option.
  public int setsockopt(int fd, int level, int option, long value, int length) {
    try {
      return result((int) SETSOCKOPT.invokeExact(errno, fd, level, option, value, length));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Reads a socket option.
  public int getsockopt(int fd, int level, int option, long value, long lengthAddress) {
    try {
      return result((int) GETSOCKOPT.invokeExact(errno, fd, level, option, value, lengthAddress));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// A socket's own address.
  public int getsockname(int fd, long address, long lengthAddress) {
    try {
      return result((int) GETSOCKNAME.invokeExact(errno, fd, address, lengthAddress));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// The peer's address.
  public int getpeername(int fd, long address, long lengthAddress) {
    try {
      return result((int) GETPEERNAME.invokeExact(errno, fd, address, lengthAddress));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Receives bytes.
  @HotPath
  public int recv(int fd, long address, long length, int flags) {
    try {
      return (int) result((long) RECV.invokeExact(errno, fd, address, length, flags));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Receives a message into a `struct msghdr`.
  @HotPath
  public int recvmsg(int fd, long message, int flags) {
    try {
      return (int) result((long) RECVMSG.invokeExact(errno, fd, message, flags));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Sends bytes.
  @HotPath
  public int send(int fd, long address, long length, int flags) {
    try {
      return (int) result((long) SEND.invokeExact(errno, fd, address, length, flags));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Sends a datagram.
  @HotPath
  public int sendto(int fd, long address, long length, int flags, long target, int targetLength) {
    try {
      return (int)
          result(
              (long) SENDTO.invokeExact(errno, fd, address, length, flags, target, targetLength));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Receives a datagram and its sender's address.
  @HotPath
  public int recvfrom(
      int fd, long address, long length, int flags, long sender, long senderLengthAddress) {
    try {
      return (int)
          result(
              (long)
                  RECVFROM.invokeExact(
                      errno, fd, address, length, flags, sender, senderLengthAddress));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Reads from a descriptor.
  @HotPath
  public long read(int fd, long address, long length) {
    try {
      return result((long) READ.invokeExact(errno, fd, address, length));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Writes to a descriptor.
  @HotPath
  public long write(int fd, long address, long length) {
    try {
      return result((long) WRITE.invokeExact(errno, fd, address, length));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Opens a file that exists.
  ///
  /// @param path address of its name, which ends with NUL
  public int open(long path, int flags) {
    try {
      return result((int) OPEN.invokeExact(errno, path, flags));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Reads from a position of a file.
  public long pread(int fd, long address, long length, long position) {
    try {
      return result((long) PREAD.invokeExact(errno, fd, address, length, position));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Sends bytes of a file to a socket.
  ///
  /// @param position address of the position in the file, which is moved
  @HotPath
  public long sendfile(int socket, int file, long position, long length) {
    try {
      return result((long) SENDFILE.invokeExact(errno, socket, file, position, length));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Reads from a position of a file into `struct iovec`s.
  @HotPath
  public long preadv2(int fd, long vectors, int count, long position, int flags) {
    try {
      return result((long) PREADV2.invokeExact(errno, fd, vectors, count, position, flags));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Opens an event descriptor.
  public int eventfd(int initial, int flags) {
    try {
      return result((int) EVENTFD.invokeExact(errno, initial, flags));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Opens an epoll descriptor.
  public int epollCreate(int flags) {
    try {
      return result((int) EPOLL_CREATE1.invokeExact(errno, flags));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Adds, changes or removes what an epoll descriptor watches.
  @HotPath
  public int epollControl(int epoll, int operation, int fd, long event) {
    try {
      return result((int) EPOLL_CTL.invokeExact(errno, epoll, operation, fd, event));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }

  /// Waits for events of an epoll descriptor.
  @HotPath
  public int epollWait(int epoll, long events, int countMax, int timeoutMillis) {
    try {
      return result((int) EPOLL_WAIT.invokeExact(errno, epoll, events, countMax, timeoutMillis));
    } catch (Throwable cause) {
      throw impossible(cause);
    }
  }
}
