#include <libpq-fe.h>
// Wakes a lane's thread; Glibc's own module leaves this header out.
#include <sys/eventfd.h>
