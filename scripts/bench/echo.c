/* Sends back what arrives, on one thread with epoll: what sockets alone cost.
 *
 * usage: echo
 *
 * Listens on a free port of 127.0.0.1 and prints `echo serving on HOST:PORT` once it does. For each
 * socket that can be read: one read, one write of the same bytes, which are whole frames as long
 * as the peer sends no more than fits into the buffer at a time.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER_BYTES = 262144, EVENTS = 256 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int listen_on_a_free_port(void) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (struct sockaddr *)&address, length) != 0) fail("bind");
  if (listen(listener, 1024) != 0) fail("listen");
  if (getsockname(listener, (struct sockaddr *)&address, &length) != 0) fail("getsockname");
  printf("echo serving on 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

static void watch(int poller, int descriptor) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) != 0) fail("epoll_ctl");
}

static void greet(int poller, int listener) {
  int on = 1;
  int peer = accept(listener, NULL, NULL);
  if (peer < 0) fail("accept");
  setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  watch(poller, peer);
}

/* The sockets block, so that a write takes all; the peer always reads what it is sent. */
static void answer(int peer) {
  static char buffer[BUFFER_BYTES];
  ssize_t count = read(peer, buffer, sizeof buffer);
  if (count <= 0 || write(peer, buffer, count) != count) close(peer);
}

int main(void) {
  struct epoll_event events[EVENTS];
  int listener = listen_on_a_free_port();
  int poller = epoll_create1(0);
  watch(poller, listener);
  for (;;) {
    int count = epoll_wait(poller, events, EVENTS, -1);
    for (int index = 0; index < count; index++) {
      if (events[index].data.fd == listener) {
        greet(poller, listener);
      } else {
        answer(events[index].data.fd);
      }
    }
  }
}
