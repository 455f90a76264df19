// What it costs to send a file that is in memory to a socket, by read and send, splice, or sendfile.
//
// usage: filesend FILE BYTES read|splice|sendfile|checked MILLISECONDS
//
// `checked` is sendfile behind the look at the page cache that a hub takes. One thread sends BYTES
// again and again, another drops them; the processor time of the sender is counted.
// Prints: method bytes nanoseconds-per-response megabytes-per-second-of-processor-time
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define CHUNK (512 * 1024)
#define BUFFER (32 * 1024)

static size_t size;

static void *drop(void *argument) {
  int fd = (int)(long)argument;
  size_t got = 0;
  for (;;) {
    ssize_t n = recv(fd, NULL, 1 << 20, MSG_TRUNC);
    if (n <= 0) return NULL;
    got += n;
    while (got >= size) {
      got -= size;
      if (send(fd, "", 1, MSG_NOSIGNAL) != 1) return NULL;
    }
  }
}

static void room(int fd) {
  struct pollfd p = {.fd = fd, .events = POLLOUT};
  poll(&p, 1, -1);
}

static void by_read(int fd, int file, char *buffer) {
  off_t at = 0;
  while (at < (off_t)size) {
    ssize_t n = pread(file, buffer, BUFFER < size - at ? BUFFER : size - at, at);
    for (ssize_t done = 0; done < n;) {
      ssize_t sent = send(fd, buffer + done, n - done, MSG_NOSIGNAL);
      if (sent < 0) room(fd); else done += sent;
    }
    at += n;
  }
}

static void by_splice(int fd, int file, int *pipes) {
  loff_t at = 0;
  while (at < (loff_t)size) {
    ssize_t n = splice(file, &at, pipes[1], NULL, size - at, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    while (n > 0) {
      ssize_t sent = splice(pipes[0], NULL, fd, NULL, n, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
      if (sent < 0) room(fd); else n -= sent;
    }
  }
}

static int in_memory(int file, off_t at, size_t length) {
  char byte;
  struct iovec v = {&byte, 1};
  if (preadv2(file, &v, 1, at + length - 1, 8 /* RWF_NOWAIT */) != 1) return 0;
  if (length <= 4096) return preadv2(file, &v, 1, at, 8) == 1;
  unsigned long range[2] = {at, length}, counts[5];
  return syscall(451 /* cachestat */, file, range, counts, 0) == 0
      && counts[0] >= (at + length - 1) / 4096 - at / 4096 + 1;
}

static void by_sendfile(int fd, int file, int checked) {
  off_t at = 0;
  while (at < (off_t)size) {
    size_t length = CHUNK < size - at ? CHUNK : size - at;
    if (checked && !in_memory(file, at, length)) exit(3);
    if (sendfile(fd, file, &at, length) < 0) room(fd);
  }
}

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec / 1e6; }

int main(int count, char **arguments) {
  if (count != 5) return 2;
  int file = open(arguments[1], O_RDONLY);
  size = strtoul(arguments[2], NULL, 10);
  char *method = arguments[3];
  long millis = atol(arguments[4]);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  bind(listener, (void *)&address, length);
  listen(listener, 1);
  getsockname(listener, (void *)&address, &length);
  int client = socket(AF_INET, SOCK_STREAM, 0);
  connect(client, (void *)&address, length);
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  pthread_t reader;
  pthread_create(&reader, NULL, drop, (void *)(long)client);
  int pipes[2];
  if (pipe2(pipes, O_NONBLOCK)) return 1;
  fcntl(pipes[1], F_SETPIPE_SZ, 1 << 20);
  char *buffer = malloc(BUFFER);

  struct timespec start, now;
  struct rusage before, after;
  long responses = 0;
  clock_gettime(CLOCK_MONOTONIC, &start);
  getrusage(RUSAGE_THREAD, &before);
  do {
    if (!strcmp(method, "read")) by_read(fd, file, buffer);
    else if (!strcmp(method, "splice")) by_splice(fd, file, pipes);
    else by_sendfile(fd, file, !strcmp(method, "checked"));
    struct pollfd p = {.fd = fd, .events = POLLIN};
    char ack;
    while (recv(fd, &ack, 1, 0) != 1) poll(&p, 1, -1);
    responses++;
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < millis);
  getrusage(RUSAGE_THREAD, &after);
  double used = seconds(after.ru_utime) + seconds(after.ru_stime) - seconds(before.ru_utime)
      - seconds(before.ru_stime);
  printf("%-8s %9zu %10.0f ns %8.0f MB/s\n", method, size, used / responses * 1e9,
      responses * (double)size / used / 1e6);
  return 0;
}
