/*
 * Many connections that stay: WebSockets whose messages come back, or subscribers of server-sent events.
 *
 *   streams PORT TARGET CONNECTIONS SECONDS echo|events|all-read
 *
 * When all are open it prints `open` and waits for a line on its input, so that opening them is not measured. With
 * `echo` each connection sends a message when the last one is back. With `events` one more connection subscribes and
 * never reads, with `all-read` none does that; an event holds "number":N, counted from one to the next, and "at":T, the
 * microsecond it was made. Subscribers read for a second before they are open: what subscribing costs is no delay of an
 * event. It ends by printing the line the bench reads; times are in microseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { TEXT_BYTES = 64, HEAD_BYTES = 2, MASK_BYTES = 4, BUFFER_BYTES = 4096, SAMPLES_MAX = 1 << 23, PATIENCE_SECONDS = 10, SETTLE_MICROS = 1000000 };

struct connection {
  int fd;
  int size; /* bytes in the buffer */
  long number; /* of the last event */
  int64_t sent_micros;
  char bytes[BUFFER_BYTES + 1];
};

static struct connection *connections;
static int port;
static int echoes;
static char request[1024];
static char message[HEAD_BYTES + MASK_BYTES + TEXT_BYTES];
static char expected[HEAD_BYTES + TEXT_BYTES];
static uint32_t *latencies_micros;
static long completed, errors;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now_micros(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void make_messages(const char *target) {
  static const char mask[MASK_BYTES] = {0x12, 0x34, 0x56, 0x78};
  message[0] = expected[0] = (char)0x81;
  expected[1] = TEXT_BYTES;
  message[1] = (char)(0x80 | TEXT_BYTES);
  memcpy(message + HEAD_BYTES, mask, MASK_BYTES);
  for (int i = 0; i < TEXT_BYTES; i++) {
    char letter = 'a' + i % 26;
    expected[HEAD_BYTES + i] = letter;
    message[HEAD_BYTES + MASK_BYTES + i] = letter ^ mask[i % MASK_BYTES];
  }
  snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n", target, port,
           echoes ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                  : "Accept: text/event-stream\r\n");
}

static int ask(int stalls) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (stalls) {
    /* So that what is not read soon fills everything between. */
    int small = 4096, segment = 536;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
  }
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
    fail("connect");
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  int size = strlen(request);
  if (send(fd, request, size, MSG_NOSIGNAL) != size) {
    fail("send");
  }
  return fd;
}

/* Opens a connection and reads the head of its answer; what came behind it stays in the buffer. */
static void open_connection(struct connection *connection) {
  connection->fd = ask(0);
  for (;;) {
    int more = recv(connection->fd, connection->bytes + connection->size, BUFFER_BYTES - connection->size, 0);
    if (more <= 0) {
      fail("first answer");
    }
    connection->size += more;
    connection->bytes[connection->size] = 0;
    char *end = strstr(connection->bytes, "\r\n\r\n");
    if (end) {
      if (strncmp(connection->bytes, echoes ? "HTTP/1.1 101" : "HTTP/1.1 200", 12)) {
        fprintf(stderr, "answers %.*s\n", (int)(end - connection->bytes), connection->bytes);
        exit(1);
      }
      int head = end + 4 - connection->bytes;
      connection->size -= head;
      memmove(connection->bytes, connection->bytes + head, connection->size + 1);
      return;
    }
  }
}

static void send_message(struct connection *connection) {
  connection->sent_micros = now_micros();
  if (send(connection->fd, message, sizeof message, MSG_NOSIGNAL | MSG_DONTWAIT) != sizeof message) {
    fail("send");
  }
}

static void count(int64_t micros) {
  if (completed < SAMPLES_MAX) {
    latencies_micros[completed] = micros < 0 ? 0 : micros;
  }
  completed++;
}

static void received_echo(struct connection *connection) {
  if (connection->size < (int)sizeof expected) {
    return;
  }
  if (connection->size > (int)sizeof expected || memcmp(connection->bytes, expected, sizeof expected)) {
    fprintf(stderr, "another message came back\n");
    exit(1);
  }
  connection->size = 0;
  count(now_micros() - connection->sent_micros);
  send_message(connection);
}

static void received_events(struct connection *connection, int64_t since_micros) {
  char *start = connection->bytes;
  char *end;
  int64_t now = now_micros();
  while ((end = strstr(start, "\n\n"))) {
    *end = 0;
    char *number = strstr(start, "\"number\":");
    char *at = strstr(start, "\"at\":");
    if (number && at) {
      long next = atol(number + strlen("\"number\":"));
      errors += connection->number && next != connection->number + 1;
      connection->number = next;
      int64_t made = atoll(at + strlen("\"at\":"));
      if (made >= since_micros) {
        count(now - made);
      }
    }
    start = end + 2;
  }
  connection->size -= start - connection->bytes;
  memmove(connection->bytes, start, connection->size + 1);
}

static void receive(struct connection *connection, int64_t since_micros) {
  int size = recv(connection->fd, connection->bytes + connection->size, BUFFER_BYTES - connection->size, MSG_DONTWAIT);
  if (size < 0 && errno == EAGAIN) {
    return;
  }
  if (size <= 0) {
    fail("receive");
  }
  connection->size += size;
  connection->bytes[connection->size] = 0;
  if (echoes) {
    received_echo(connection);
  } else {
    received_events(connection, since_micros);
  }
}

/* Receives what comes; of events those count that were made since then. */
static void receive_until(int poll, int64_t end_micros, int64_t since_micros) {
  while (now_micros() < end_micros) {
    struct epoll_event events[256];
    // Who waits for events does not sleep: waking it for each would be counted as the server's work.
    int ready = epoll_wait(poll, events, 256, echoes ? 100 : 0);
    for (int i = 0; i < ready; i++) {
      receive(&connections[events[i].data.u32], since_micros);
    }
  }
}

static int by_value(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

int main(int arguments_count, char **arguments) {
  int size = arguments_count == 6 ? atoi(arguments[3]) : 0;
  int seconds = arguments_count == 6 ? atoi(arguments[4]) : 0;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (size < 1 || seconds < 1) {
    fprintf(stderr, "usage: streams PORT TARGET CONNECTIONS SECONDS echo|events|all-read\n");
    return 2;
  }
  port = atoi(arguments[1]);
  echoes = !strcmp(arguments[5], "echo");
  make_messages(arguments[2]);
  latencies_micros = malloc(SAMPLES_MAX * sizeof *latencies_micros);
  connections = calloc(size, sizeof *connections);
  int poll = epoll_create1(EPOLL_CLOEXEC);
  if (!strcmp(arguments[5], "events")) {
    ask(1);
  }
  for (int i = 0; i < size; i++) {
    open_connection(&connections[i]);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(poll, EPOLL_CTL_ADD, connections[i].fd, &event);
  }
  if (!echoes) {
    receive_until(poll, now_micros() + SETTLE_MICROS, INT64_MAX);
  }
  puts("open");
  fflush(stdout);
  if (getchar() == EOF) {
    return 1;
  }
  int64_t start = now_micros();
  for (int i = 0; echoes && i < size; i++) {
    send_message(&connections[i]);
  }
  receive_until(poll, start + seconds * 1000000LL, start);
  if (!completed) {
    fprintf(stderr, "no answer\n");
    return 1;
  }
  int64_t micros = now_micros() - start;
  long samples = completed < SAMPLES_MAX ? completed : SAMPLES_MAX;
  qsort(latencies_micros, samples, sizeof *latencies_micros, by_value);
  printf("result requests=%ld micros=%lld p50=%u p99=%u worst=%u errors=%ld\n", completed, (long long)micros,
         latencies_micros[samples / 2], latencies_micros[(long)(samples * 0.99)], latencies_micros[samples - 1], errors);
}
