/*
 * An open-loop client: requests are due on a fixed schedule, whether or not answers come, and each is timed from when
 * it was due. A stall therefore costs every request that fell due in it, as it costs real users.
 *
 *   paced PORT TARGET CONNECTIONS RATE SECONDS
 *
 * It spins instead of sleeping, so it needs a core of its own. Answers must be of one length. It ends by printing the
 * line the bench reads; times are in microseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 1024, ANSWER_MAX = 65536, DRAIN_SECONDS = 5 };

struct connection {
  int fd;
  int received;     /* bytes of the answer so far */
  int64_t due_nanos; /* when the request in flight was due */
};

static struct connection connections[CONNECTIONS_MAX];
static int idle[CONNECTIONS_MAX]; /* a ring, so that connections take turns */
static unsigned idle_head, idle_tail;
static char request[1024];
static int request_size;
static int answer_size;
static uint32_t *latencies_nanos;
static long completed;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now_nanos(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int open_connection(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
    fail("connect");
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

/* Sends one request and learns how long an answer is. */
static int learn_answer_size(int fd) {
  static char answer[ANSWER_MAX + 1];
  int size = 0;
  if (send(fd, request, request_size, MSG_NOSIGNAL) != request_size) {
    fail("send");
  }
  for (;;) {
    int more = recv(fd, answer + size, ANSWER_MAX - size, 0);
    if (more <= 0) {
      fail("first answer");
    }
    size += more;
    answer[size] = 0;
    char *end = strstr(answer, "\r\n\r\n");
    char *length = strcasestr(answer, "\r\ncontent-length:");
    if (end && !length) {
      fprintf(stderr, "the answer has no content-length\n");
      exit(1);
    }
    if (end) {
      int whole = end + 4 - answer + atoi(length + strlen("\r\ncontent-length:"));
      if (size >= whole) {
        return whole;
      }
    }
  }
}

static void send_due(int index, int64_t due_nanos) {
  struct connection *connection = &connections[index];
  connection->due_nanos = due_nanos;
  connection->received = 0;
  if (send(connection->fd, request, request_size, MSG_NOSIGNAL | MSG_DONTWAIT) != request_size) {
    fail("send");
  }
}

static void receive(int index) {
  static char bytes[ANSWER_MAX];
  struct connection *connection = &connections[index];
  int size = recv(connection->fd, bytes, sizeof bytes, MSG_DONTWAIT);
  if (size < 0 && errno == EAGAIN) {
    return;
  }
  if (size <= 0) {
    fail("receive");
  }
  connection->received += size;
  if (connection->received > answer_size) {
    fprintf(stderr, "an answer is longer than the first one, which had %d bytes\n", answer_size);
    exit(1);
  }
  if (connection->received == answer_size) {
    latencies_nanos[completed++] = now_nanos() - connection->due_nanos;
    idle[idle_tail++ % CONNECTIONS_MAX] = index;
  }
}

static int by_value(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static double percentile_micros(double share) {
  long index = completed * share;
  return latencies_nanos[index < completed ? index : completed - 1] / 1000.0;
}

int main(int count, char **arguments) {
  if (count != 6) {
    fprintf(stderr, "usage: paced PORT TARGET CONNECTIONS RATE SECONDS\n");
    return 2;
  }
  int port = atoi(arguments[1]);
  int size = atoi(arguments[3]);
  long rate = atol(arguments[4]);
  int seconds = atoi(arguments[5]);
  if (size < 1 || size > CONNECTIONS_MAX || rate < 1 || seconds < 1) {
    fprintf(stderr, "connections must be 1 to %d, rate and seconds at least 1\n", CONNECTIONS_MAX);
    return 2;
  }
  request_size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", arguments[2], port);
  long total = rate * seconds;
  latencies_nanos = malloc(total * sizeof *latencies_nanos);
  int poll = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < size; i++) {
    connections[i].fd = open_connection(port);
    answer_size = learn_answer_size(connections[i].fd);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(poll, EPOLL_CTL_ADD, connections[i].fd, &event);
    idle[idle_tail++ % CONNECTIONS_MAX] = i;
  }
  int64_t start = now_nanos();
  int64_t give_up = start + (int64_t)(seconds + DRAIN_SECONDS) * 1000000000;
  long sent = 0;
  int64_t now = start;
  while (completed < total && now < give_up) {
    while (sent < total && idle_head != idle_tail) {
      int64_t due = start + (int64_t)((double)sent * 1e9 / rate);
      if (due > now) {
        break;
      }
      send_due(idle[idle_head++ % CONNECTIONS_MAX], due);
      sent++;
    }
    struct epoll_event events[256];
    int ready = epoll_wait(poll, events, 256, 0);
    for (int i = 0; i < ready; i++) {
      receive(events[i].data.u32);
    }
    now = now_nanos();
  }
  if (!completed) {
    fprintf(stderr, "no answer\n");
    return 1;
  }
  int64_t micros = (now - start) / 1000;
  qsort(latencies_nanos, completed, sizeof *latencies_nanos, by_value);
  printf("result requests=%ld micros=%lld p50=%.1f p99=%.1f errors=%ld\n", completed, (long long)micros,
         percentile_micros(0.5), percentile_micros(0.99), total - completed);
}
