/* Both ends of a relay of streamed chats, on one thread: an LLM that speaks, and clients that listen.
 *
 * usage: relay STREAMS DELTAS_PER_SECOND SECONDS
 *
 * Listens on a free port of 127.0.0.1 and prints `relay serving on HOST:PORT`. Each POST there gets a
 * chat completion as server-sent events, a delta at a time, which holds when it was written:
 * `T<nanoseconds> `. Then it reads a line `PORT FILE` from standard input, connects to that port of
 * 127.0.0.1, sends the bytes of FILE, which open STREAMS ttrpc streams, and takes the times of the
 * frames that come back. Once as many deltas came back as were written it prints, as JSON, how many, in
 * how many seconds, and microseconds from the writing of a delta to its arrival: all of them, and the
 * first one of each stream.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_STREAMS = 1024, REQUEST_BYTES = 1 << 20, RECEIVE_BYTES = 8 << 20, HEADER_BYTES = 10 };

struct speaker {
  int socket;
  char *request;
  size_t received;
  int is_speaking;
  int left;
  int64_t due;
};

static struct speaker speakers[MAX_STREAMS];
static int speaker_count, streams, deltas_of_each, per_stream_heard[MAX_STREAMS * 2 + 2];
static int64_t interval;
static uint32_t *all, *first;
static long heard, first_heard;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void write_all(int socket, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(socket, bytes, count);
    if (written <= 0) fail("write");
    bytes += written;
    count -= (size_t)written;
  }
}

static int listen_on_a_free_port(void) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (struct sockaddr *)&address, length) != 0) fail("bind");
  if (listen(listener, MAX_STREAMS) != 0) fail("listen");
  if (getsockname(listener, (struct sockaddr *)&address, &length) != 0) fail("getsockname");
  printf("relay serving on 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

static int connect_and_send(void) {
  char path[4096], *bytes = NULL;
  int port, one = 1, peer = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET};
  long size;
  FILE *file;
  if (scanf("%d %4095s", &port, path) != 2) fail("standard input");
  address.sin_port = htons((uint16_t)port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(peer, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) fail(path);
  rewind(file);
  bytes = malloc((size_t)size + 1);
  if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size) fail(path);
  write_all(peer, bytes, (size_t)size);
  free(bytes);
  fclose(file);
  return peer;
}

static void say(struct speaker *speaker, const char *event) {
  char chunk[1024];
  int length = (int)strlen(event);
  int size = snprintf(chunk, sizeof chunk, "%x\r\n%s\r\n", length, event);
  write_all(speaker->socket, chunk, (size_t)size);
}

static void delta(struct speaker *speaker, int64_t time) {
  char event[768];
  snprintf(event, sizeof event,
           "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
           "\"model\":\"relay\",\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"delta\":"
           "{\"content\":\"T%lld \"},\"logprobs\":null,\"finish_reason\":null}]}\n\n",
           (long long)time);
  say(speaker, event);
}

/* The first delta of each comes a little later than the others' first, so that they don't come at once. */
static void begin(struct speaker *speaker, int place) {
  static const char head[] =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  write_all(speaker->socket, head, sizeof head - 1);
  speaker->is_speaking = 1;
  speaker->left = deltas_of_each;
  speaker->due = now() + interval * place / streams;
}

static void end(struct speaker *speaker) {
  say(speaker, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
  say(speaker, "data: [DONE]\n\n");
  write_all(speaker->socket, "0\r\n\r\n", 5);
  speaker->is_speaking = 0;
  speaker->received = 0;
}

/* Whether the other side is still there. */
static int hear_request(struct speaker *speaker, int place) {
  ssize_t count = read(speaker->socket, speaker->request + speaker->received,
                       REQUEST_BYTES - 1 - speaker->received);
  char *body, *length;
  if (count <= 0) return 0;
  speaker->received += (size_t)count;
  speaker->request[speaker->received] = 0;
  body = strstr(speaker->request, "\r\n\r\n");
  length = strcasestr(speaker->request, "content-length:");
  if (body && length) {
    size_t expected = (size_t)(body + 4 - speaker->request) + strtoul(length + 15, NULL, 10);
    if (speaker->received >= expected) begin(speaker, place);
  }
  return 1;
}

static void hear_frame(const unsigned char *frame, size_t size, uint32_t stream) {
  int64_t arrived = now();
  const unsigned char *found = memchr(frame, 'T', size);
  /* Several deltas may come as one: each counts. */
  while (found) {
    long long written = strtoll((const char *)found + 1, NULL, 10);
    uint32_t micros = (uint32_t)((arrived - written) / 1000);
    if (written > 0 && heard < (long)streams * deltas_of_each) {
      all[heard++] = micros;
      if (per_stream_heard[stream]++ == 0) first[first_heard++] = micros;
    }
    found = memchr(found + 1, 'T', size - (size_t)(found + 1 - frame));
  }
}

static void hear(int peer, unsigned char *bytes, size_t *held) {
  ssize_t count = read(peer, bytes + *held, RECEIVE_BYTES - 1 - *held);
  size_t start = 0;
  if (count <= 0) fail("the server");
  *held += (size_t)count;
  bytes[*held] = 0;
  while (*held - start >= HEADER_BYTES) {
    const unsigned char *header = bytes + start;
    size_t size = (size_t)header[0] << 24 | header[1] << 16 | header[2] << 8 | header[3];
    uint32_t stream = (uint32_t)header[4] << 24 | header[5] << 16 | header[6] << 8 | header[7];
    if (*held - start < HEADER_BYTES + size) break;
    if (header[8] == 2) {
      fprintf(stderr, "stream %u was refused\n", stream);
      exit(1);
    }
    if (stream < sizeof per_stream_heard / sizeof *per_stream_heard)
      hear_frame(header + HEADER_BYTES, size, stream);
    start += HEADER_BYTES + size;
  }
  memmove(bytes, bytes + start, *held - start);
  *held -= start;
}

static int compare(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static void print(const char *name, uint32_t *times, long count, const char *after) {
  qsort(times, (size_t)count, sizeof *times, compare);
  printf("\"%s\": {\"p50\": %u, \"p99\": %u, \"max\": %u}%s", name, times[count / 2],
         times[count * 99 / 100], times[count - 1], after);
}

static void speak(int64_t time) {
  for (int place = 0; place < speaker_count; place++) {
    struct speaker *speaker = &speakers[place];
    while (speaker->is_speaking && speaker->due <= time) {
      if (speaker->left-- > 0) delta(speaker, now());
      else end(speaker);
      speaker->due += interval;
    }
  }
}

static int64_t next_due(int64_t time) {
  int64_t due = time + 1000000000;
  for (int place = 0; place < speaker_count; place++)
    if (speakers[place].is_speaking && speakers[place].due < due) due = speakers[place].due;
  return due > time ? due - time : 0;
}

int main(int argc, char **argv) {
  static struct pollfd sockets[MAX_STREAMS + 2];
  unsigned char *received = malloc(RECEIVE_BYTES);
  size_t held = 0;
  int64_t started = 0;
  if (argc != 4 || !received) fail("usage: relay STREAMS DELTAS_PER_SECOND SECONDS");
  streams = atoi(argv[1]);
  interval = 1000000000LL * streams / atoi(argv[2]);
  deltas_of_each = (int)(atoll(argv[2]) * atoi(argv[3]) / streams);
  if (streams < 1 || streams > MAX_STREAMS || deltas_of_each < 1) fail("usage");
  all = calloc((size_t)streams * (size_t)deltas_of_each, sizeof *all);
  first = calloc((size_t)streams, sizeof *first);
  if (!all || !first) fail("calloc");
  int listener = listen_on_a_free_port();
  int peer = connect_and_send();
  while (heard < (long)streams * deltas_of_each) {
    int64_t wait = next_due(now());
    struct timespec patience = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
    sockets[0] = (struct pollfd){.fd = peer, .events = POLLIN};
    sockets[1] = (struct pollfd){.fd = listener, .events = POLLIN};
    for (int place = 0; place < speaker_count; place++)
      sockets[place + 2] = (struct pollfd){.fd = speakers[place].socket, .events = POLLIN};
    int count = speaker_count;
    if (ppoll(sockets, (nfds_t)count + 2, &patience, NULL) < 0) fail("ppoll");
    if (sockets[0].revents) hear(peer, received, &held);
    for (int place = 0; place < count; place++) {
      if (sockets[place + 2].revents && !hear_request(&speakers[place], place)) {
        close(speakers[place].socket);
        speakers[place].socket = -1;
        speakers[place].is_speaking = 0;
      }
    }
    if (sockets[1].revents && speaker_count < MAX_STREAMS) {
      int one = 1;
      struct speaker *speaker = &speakers[speaker_count++];
      speaker->socket = accept(listener, NULL, NULL);
      speaker->request = malloc(REQUEST_BYTES);
      if (speaker->socket < 0 || !speaker->request) fail("accept");
      setsockopt(speaker->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    if (!started && heard) started = now();
    speak(now());
  }
  printf("{\"deltas\": %ld, \"seconds\": %.3f, ", heard, (double)(now() - started) / 1e9);
  print("all", all, heard, ", ");
  print("first", first, first_heard, "}\n");
  return 0;
}
