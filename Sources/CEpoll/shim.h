// What Glibc's own module leaves out: waiting for many sockets, with a time in nanoseconds.
#include <sys/epoll.h>
#include <sys/prctl.h>

// prctl is variadic, which Swift can't call.
static inline int engram_set_timer_slack(unsigned long nanoseconds) {
  return prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0);
}
