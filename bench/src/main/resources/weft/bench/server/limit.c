/*
 * The limit: what one core can answer when a server does nothing but move bytes.
 *
 * One thread, one io_uring, raw system calls. It counts CRLF CRLF in what arrives and sends one fixed reply for each,
 * all replies of a turn to one connection in one send. There is no HTTP here: no parsing, no routing, no clock. A real
 * server is measured by how near it comes.
 *
 *   limit PORT         keep-alive
 *   limit PORT close   one reply per connection, then close
 *   limit PORT ws      one fixed upgrade per connection, then one fixed message for each that has come by its length
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SQ_ENTRIES = 1024, CQ_ENTRIES = 16384, BUFFERS = 1024, BUFFER_SIZE = 4096, CONNECTIONS_MAX = 65536 };
enum { REPLIES_PER_SEND = 64 };
enum { MESSAGE_SIZE = 70, ECHO_SIZE = 66 }; /* 64 bytes of text, to the server with a mask of four */
enum operation { ACCEPT = 1, RECEIVE, SEND, CLOSE };

#define REPLY_WITH(connection) \
  "HTTP/1.1 200 OK\r\nServer: limit\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n" connection \
  "Content-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"

/* For the key of RFC 6455 section 1.3, which the load sends. */
static const char SWITCHING[] =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

struct connection {
  uint32_t tail;    /* the last bytes received, newest lowest, to find CRLF CRLF across two receives */
  uint32_t partial; /* bytes of a message that has not come as a whole */
  uint32_t owed;    /* replies not yet given to a send */
  uint8_t switched; /* it is a WebSocket now */
  uint8_t sending;  /* a send is in flight: at most one, or the stream would be reordered */
  uint8_t ended;    /* the peer is gone: close when the send in flight has come back */
  uint8_t dirty;    /* stands in the list of this turn */
};

static struct connection connections[CONNECTIONS_MAX];
static int dirty[CONNECTIONS_MAX];
static int dirty_count;

static int ring;
static struct io_uring_sqe *sqes;
static unsigned *sq_tail, *cq_head, *cq_tail, sq_mask, cq_mask, sq_local, sq_submitted;
static struct io_uring_cqe *cqes;

static struct io_uring_buf_ring *buffer_ring;
static char *buffers;
static uint16_t buffer_tail;

static char replies[REPLIES_PER_SEND * 256];
static int reply_size;
static int closing;
static int switching;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int enter(unsigned wait) {
  __atomic_store_n(sq_tail, sq_local, __ATOMIC_RELEASE);
  int taken = syscall(SYS_io_uring_enter, ring, sq_local - sq_submitted, wait, IORING_ENTER_GETEVENTS, NULL, 0);
  if (taken >= 0) {
    sq_submitted += taken;
  } else if (errno != EINTR && errno != EBUSY && errno != EAGAIN) {
    fail("io_uring_enter");
  }
  return taken;
}

static struct io_uring_sqe *next_sqe(enum operation operation, int fd) {
  if (sq_local - sq_submitted == SQ_ENTRIES) {
    enter(0);
  }
  struct io_uring_sqe *sqe = &sqes[sq_local++ & sq_mask];
  memset(sqe, 0, sizeof *sqe);
  sqe->fd = fd;
  sqe->user_data = (uint64_t)operation << 32 | (uint32_t)fd;
  return sqe;
}

static void arm_accept(int listener) {
  struct io_uring_sqe *sqe = next_sqe(ACCEPT, listener);
  sqe->opcode = IORING_OP_ACCEPT;
  sqe->ioprio = IORING_ACCEPT_MULTISHOT;
}

static void arm_receive(int fd) {
  struct io_uring_sqe *sqe = next_sqe(RECEIVE, fd);
  sqe->opcode = IORING_OP_RECV;
  sqe->ioprio = closing ? 0 : IORING_RECV_MULTISHOT;
  sqe->flags = IOSQE_BUFFER_SELECT;
}

static void return_buffer(unsigned id) {
  struct io_uring_buf *entry = &buffer_ring->bufs[buffer_tail++ & (BUFFERS - 1)];
  entry->addr = (uintptr_t)(buffers + (size_t)id * BUFFER_SIZE);
  entry->len = BUFFER_SIZE;
  entry->bid = id;
}

static void close_now(int fd) {
  connections[fd] = (struct connection){0};
  close(fd);
}

/* Counts the ends of request heads, looking at every fourth byte where it can. */
static unsigned heads_in(struct connection *connection, const unsigned char *bytes, int size) {
  unsigned count = 0;
  int start = 0;
  for (int i = 0; i < size && i < 3; i++) {
    connection->tail = connection->tail << 8 | bytes[i];
    if (connection->tail == 0x0d0a0d0a) {
      connection->tail = 0;
      start = i + 1;
      count++;
    }
  }
  int i = start + 3;
  while (i < size) {
    if (bytes[i] == '\n') {
      if (bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
        count++;
        start = i + 1;
        i += 4;
      } else {
        i += 2;
      }
    } else {
      i += bytes[i] == '\r' ? 1 : 4;
    }
  }
  if (start > 0 || size >= 3) {
    uint32_t tail = 0;
    for (int j = size - 3 > start ? size - 3 : start; j < size; j++) {
      tail = tail << 8 | bytes[j];
    }
    connection->tail = tail;
  }
  return count;
}

static unsigned messages_in(struct connection *connection, int size) {
  unsigned bytes = connection->partial + size;
  connection->partial = bytes % MESSAGE_SIZE;
  return bytes / MESSAGE_SIZE;
}

static unsigned requests_in(struct connection *connection, const unsigned char *bytes, int size) {
  return connection->switched ? messages_in(connection, size) : heads_in(connection, bytes, size);
}

static void mark_dirty(int fd) {
  if (!connections[fd].dirty) {
    connections[fd].dirty = 1;
    dirty[dirty_count++] = fd;
  }
}

static void received(int fd, int result, unsigned flags) {
  struct connection *connection = &connections[fd];
  if (flags & IORING_CQE_F_BUFFER) {
    unsigned id = flags >> IORING_CQE_BUFFER_SHIFT;
    if (result > 0) {
      connection->owed += requests_in(connection, (unsigned char *)buffers + (size_t)id * BUFFER_SIZE, result);
    }
    return_buffer(id);
  }
  if (result > 0 || result == -ENOBUFS) {
    if (connection->owed) {
      mark_dirty(fd);
    }
    if (!(flags & IORING_CQE_F_MORE) && !(closing && connection->owed)) {
      arm_receive(fd);
    }
  } else if (connection->sending) {
    connection->ended = 1;
  } else {
    close_now(fd);
  }
}

static void sent(int fd, int result) {
  struct connection *connection = &connections[fd];
  connection->sending = 0;
  if (closing) {
    return;
  }
  if (connection->ended) {
    close_now(fd);
  } else if (result < 0) {
    shutdown(fd, SHUT_RDWR); /* the receive ends and closes */
  } else if (connection->owed) {
    mark_dirty(fd);
  }
}

static void send_owed(void) {
  for (int i = 0; i < dirty_count; i++) {
    int fd = dirty[i];
    struct connection *connection = &connections[fd];
    connection->dirty = 0;
    if (!connection->owed || connection->sending || connection->ended) {
      continue;
    }
    unsigned count = connection->owed < REPLIES_PER_SEND ? connection->owed : REPLIES_PER_SEND;
    if (closing && sq_local - sq_submitted > SQ_ENTRIES - 2) {
      enter(0); /* a link must not be cut by a submission */
    }
    struct io_uring_sqe *sqe = next_sqe(SEND, fd);
    sqe->opcode = IORING_OP_SEND;
    sqe->addr = (uintptr_t)replies;
    sqe->len = (closing ? 1 : count) * reply_size;
    sqe->msg_flags = MSG_NOSIGNAL | MSG_WAITALL;
    if (switching && !connection->switched) {
      sqe->addr = (uintptr_t)SWITCHING;
      sqe->len = sizeof SWITCHING - 1;
      connection->owed = 0;
      connection->switched = connection->sending = 1;
    } else if (closing) {
      sqe->flags = IOSQE_IO_HARDLINK;
      connections[fd] = (struct connection){0};
      next_sqe(CLOSE, fd)->opcode = IORING_OP_CLOSE;
    } else {
      connection->owed -= count;
      connection->sending = 1;
    }
  }
  dirty_count = 0;
}

static void reap(int listener) {
  unsigned head = *cq_head;
  unsigned tail = __atomic_load_n(cq_tail, __ATOMIC_ACQUIRE);
  for (; head != tail; head++) {
    struct io_uring_cqe *cqe = &cqes[head & cq_mask];
    int fd = (int)(uint32_t)cqe->user_data;
    switch ((enum operation)(cqe->user_data >> 32)) {
      case ACCEPT:
        if (cqe->res >= CONNECTIONS_MAX) {
          close(cqe->res);
        } else if (cqe->res >= 0) {
          arm_receive(cqe->res);
        }
        if (!(cqe->flags & IORING_CQE_F_MORE)) {
          arm_accept(listener);
        }
        break;
      case RECEIVE:
        received(fd, cqe->res, cqe->flags);
        break;
      case SEND:
        sent(fd, cqe->res);
        break;
      case CLOSE:
        break;
    }
  }
  __atomic_store_n(cq_head, head, __ATOMIC_RELEASE);
  __atomic_store_n(&buffer_ring->tail, buffer_tail, __ATOMIC_RELEASE);
}

static void open_ring(void) {
  struct io_uring_params params = {
      .cq_entries = CQ_ENTRIES,
      .flags = IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
  };
  ring = syscall(SYS_io_uring_setup, SQ_ENTRIES, &params);
  if (ring < 0) {
    fail("io_uring_setup");
  }
  size_t sq_size = params.sq_off.array + params.sq_entries * sizeof(unsigned);
  size_t cq_size = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
  size_t size = sq_size > cq_size ? sq_size : cq_size;
  char *rings = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQ_RING);
  sqes = mmap(NULL, params.sq_entries * sizeof *sqes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
              IORING_OFF_SQES);
  if (rings == MAP_FAILED || sqes == MAP_FAILED) {
    fail("mmap of the ring");
  }
  sq_tail = (unsigned *)(rings + params.sq_off.tail);
  sq_mask = *(unsigned *)(rings + params.sq_off.ring_mask);
  cq_head = (unsigned *)(rings + params.cq_off.head);
  cq_tail = (unsigned *)(rings + params.cq_off.tail);
  cq_mask = *(unsigned *)(rings + params.cq_off.ring_mask);
  cqes = (struct io_uring_cqe *)(rings + params.cq_off.cqes);
  unsigned *array = (unsigned *)(rings + params.sq_off.array);
  for (unsigned i = 0; i < params.sq_entries; i++) {
    array[i] = i;
  }
}

static void open_buffers(void) {
  size_t ring_size = BUFFERS * sizeof(struct io_uring_buf);
  buffer_ring = mmap(NULL, ring_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  buffers = mmap(NULL, (size_t)BUFFERS * BUFFER_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (buffer_ring == MAP_FAILED || buffers == MAP_FAILED) {
    fail("mmap of the buffers");
  }
  struct io_uring_buf_reg registration = {.ring_addr = (uintptr_t)buffer_ring, .ring_entries = BUFFERS};
  if (syscall(SYS_io_uring_register, ring, IORING_REGISTER_PBUF_RING, &registration, 1) < 0) {
    fail("IORING_REGISTER_PBUF_RING");
  }
  for (unsigned id = 0; id < BUFFERS; id++) {
    return_buffer(id);
  }
  __atomic_store_n(&buffer_ring->tail, buffer_tail, __ATOMIC_RELEASE);
}

static int open_listener(int port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* accepted sockets inherit it */
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 16384) < 0) {
    fail("listen");
  }
  return listener;
}

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "usage: limit PORT [close|ws]\n");
    return 2;
  }
  closing = count > 2 && !strcmp(arguments[2], "close");
  switching = count > 2 && !strcmp(arguments[2], "ws");
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);

  char echo[ECHO_SIZE + 1] = "\x81\x40";
  for (int i = 2; i < ECHO_SIZE; i++) {
    echo[i] = 'a' + (i - 2) % 26;
  }
  const char *reply = switching ? echo : closing ? REPLY_WITH("Connection: close\r\n") : REPLY_WITH("");
  reply_size = strlen(reply);
  for (int i = 0; i < REPLIES_PER_SEND; i++) {
    memcpy(replies + i * reply_size, reply, reply_size);
  }
  open_ring();
  open_buffers();
  int listener = open_listener(atoi(arguments[1]));
  arm_accept(listener);
  for (;;) {
    enter(1);
    reap(listener);
    send_owed();
  }
}
