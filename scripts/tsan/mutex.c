// Shows ThreadSanitizer the locks of Swift's `Mutex`.
//
// Taking a free Mutex and giving it back is code of ours, which is instrumented. Where threads meet
// on one, it is code of libswiftSynchronization, which is not: ThreadSanitizer would take each such
// meeting for a race. Linked into a program, these two functions come before those of the library,
// call them, and say what happened. No report is suppressed by it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *mutex

void __tsan_acquire(void *address);
void __tsan_release(void *address);

SWIFT void engram_tsan_lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void engram_tsan_unlock(SELF) __asm__(UNLOCK);

typedef SWIFT void (*lock_function)(uint32_t thread, SELF);
typedef SWIFT void (*unlock_function)(SELF);

// `_MutexHandle._lockSlow(_:)`
SWIFT void engram_tsan_lock(uint32_t thread, SELF) {
  ((lock_function)dlsym(RTLD_NEXT, LOCK))(thread, mutex);
  __tsan_acquire(mutex);
}

// `_MutexHandle._unlockSlow()`
SWIFT void engram_tsan_unlock(SELF) {
  __tsan_release(mutex);
  ((unlock_function)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
