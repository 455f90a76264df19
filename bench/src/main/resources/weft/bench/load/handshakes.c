/*
 * Makes new TLS 1.3 connections as fast as they go: handshake, one request, its answer, end. Several threads, one
 * connection each at a time.
 *
 *   handshakes PORT TARGET CONNECTIONS SECONDS full|resumed
 *
 * With `resumed` each thread shows the ticket of its connection before, and a handshake that is full after all counts
 * as an error. It ends by printing the line the bench reads; times are in microseconds.
 */
#define _GNU_SOURCE
#include "tls13.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { THREADS_MAX = 256, ANSWER_MAX = 4096, SAMPLES_MAX = 1 << 20, PATIENCE_SECONDS = 10 };

static int port;
static int resumes;
static char request[1024];
static int request_size;
static int64_t end_nanos;
static uint32_t *latencies_nanos;
static long completed, errors;

static int64_t now_nanos(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int open_connection(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
    close(fd);
    return -1;
  }
  return fd;
}

static int read_answer(Tls *tls) {
  char answer[RECORD_MAX + 1];
  int size = 0;
  while (size < ANSWER_MAX) {
    int more = tls_read(tls, answer + size, RECORD_MAX - size, resumes);
    if (more <= 0) {
      return 0;
    }
    size += more;
    answer[size] = 0;
    char *end = strstr(answer, "\r\n\r\n");
    char *length = strcasestr(answer, "\r\ncontent-length:");
    if (end && length && size >= end + 4 - answer + atoi(length + strlen("\r\ncontent-length:"))) {
      return !strncmp(answer, "HTTP/1.1 200", 12);
    }
  }
  return 0;
}

/* Whether all went well. */
static int ask_once(Tls *tls, TlsThread *thread, int *is_later) {
  int fd = open_connection();
  if (fd < 0) {
    return 0;
  }
  int good = tls_connect(tls, thread, fd, resumes) && tls_write(tls, request, request_size) && read_answer(tls) &&
             tls->resumed == (resumes && *is_later);
  if (good) {
    tls_end(tls);
  } else {
    thread->ticket.identity_size = 0;
  }
  *is_later = good;
  close(fd);
  return good;
}

static void *ask_on(void *unused) {
  (void)unused;
  TlsThread *thread = tls_thread();
  Tls *tls = malloc(sizeof *tls);
  int is_later = 0;
  for (int64_t start = now_nanos(); start < end_nanos; start = now_nanos()) {
    if (!ask_once(tls, thread, &is_later)) {
      __atomic_add_fetch(&errors, 1, __ATOMIC_RELAXED);
      usleep(1000);
      continue;
    }
    long index = __atomic_fetch_add(&completed, 1, __ATOMIC_RELAXED);
    if (index < SAMPLES_MAX) {
      latencies_nanos[index] = now_nanos() - start;
    }
  }
  return NULL;
}

static int by_value(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

int main(int count, char **arguments) {
  int threads = count == 6 ? atoi(arguments[3]) : 0;
  int seconds = count == 6 ? atoi(arguments[4]) : 0;
  if (threads < 1 || threads > THREADS_MAX || seconds < 1) {
    fprintf(stderr, "usage: handshakes PORT TARGET CONNECTIONS SECONDS full|resumed\n");
    return 2;
  }
  port = atoi(arguments[1]);
  resumes = !strcmp(arguments[5], "resumed");
  request_size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n",
                          arguments[2], port);
  latencies_nanos = calloc(SAMPLES_MAX, sizeof *latencies_nanos);
  int64_t start = now_nanos();
  end_nanos = start + seconds * 1000000000LL;
  pthread_t running[THREADS_MAX];
  for (int i = 0; i < threads; i++) {
    pthread_create(&running[i], NULL, ask_on, NULL);
  }
  for (int i = 0; i < threads; i++) {
    pthread_join(running[i], NULL);
  }
  if (!completed) {
    fprintf(stderr, "no answer\n");
    return 1;
  }
  int64_t micros = (now_nanos() - start) / 1000;
  long samples = completed < SAMPLES_MAX ? completed : SAMPLES_MAX;
  qsort(latencies_nanos, samples, sizeof *latencies_nanos, by_value);
  printf("result requests=%ld micros=%lld p50=%.1f p99=%.1f errors=%ld\n", completed, (long long)micros,
         latencies_nanos[samples / 2] / 1000.0, latencies_nanos[(long)(samples * 0.99)] / 1000.0, errors);
}
