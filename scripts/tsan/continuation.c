// Shows ThreadSanitizer how a continuation that is resumed early hands over to its task.
//
// Resuming a continuation tells ThreadSanitizer that the resuming thread is done with the task. The
// task says that it takes over when it is scheduled anew. But where it was resumed before it got to
// wait, `swift_continuation_await` finds that and goes straight on, and says nothing: all that the
// resuming thread has read and written looks like a race then. Linked into a program,
// `swift_continuation_init` here comes before that of the runtime, and has each continuation go on
// by way of `taken_over`, which says it. No report is suppressed by it.
//
// This file is not instrumented, so its own lock makes no threads look ordered that are not.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define ASYNC __attribute__((swiftasynccall))
#define CONTEXT __attribute__((swift_async_context))

// The beginning of a `ContinuationAsyncContext`, as the runtime's ABI has it.
struct context {
  struct context *parent;
  ASYNC void (*resume_parent)(CONTEXT struct context *context);
};

typedef ASYNC void (*resume_function)(CONTEXT struct context *context);
typedef __attribute__((swiftcall)) void *(*init_function)(struct context *, uintptr_t flags);

void __tsan_acquire(void *address);
__attribute__((swiftcall)) void *swift_task_getCurrent(void);

// Where each continuation really goes on, found by its context, of which there is one at a time.
struct entry {
  struct context *context;
  resume_function resume;
  struct entry *next;
};

#define BUCKETS 4096
static struct entry *buckets[BUCKETS];
static atomic_flag lock = ATOMIC_FLAG_INIT;

static struct entry **bucket(struct context *context) {
  return &buckets[((uintptr_t)context >> 4) % BUCKETS];
}

static void take_lock(void) {
  while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire)) {
  }
}

static void give_lock_back(void) { atomic_flag_clear_explicit(&lock, memory_order_release); }

static resume_function forget(struct context *context) {
  take_lock();
  struct entry **place = bucket(context);
  while (*place && (*place)->context != context) place = &(*place)->next;
  struct entry *found = *place;
  if (found) *place = found->next;
  give_lock_back();
  if (!found) abort();
  resume_function resume = found->resume;
  free(found);
  return resume;
}

static ASYNC void taken_over(CONTEXT struct context *context) {
  resume_function resume = forget(context);
  __tsan_acquire(swift_task_getCurrent());
  __attribute__((musttail)) return resume(context);
}

__attribute__((swiftcall)) void *swift_continuation_init(struct context *context, uintptr_t flags) {
  struct entry *entry = malloc(sizeof *entry);
  if (!entry) abort();
  entry->context = context;
  entry->resume = context->resume_parent;
  take_lock();
  struct entry **place = bucket(context);
  entry->next = *place;
  *place = entry;
  give_lock_back();
  context->resume_parent = taken_over;
  return ((init_function)dlsym(RTLD_NEXT, "swift_continuation_init"))(context, flags);
}
