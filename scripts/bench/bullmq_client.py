#!/usr/bin/env python3
"""BullMQ's Python port with jobs that do nothing.

  bullmq_client.py REDIS_URL JOBS CONCURRENCY

Adds the jobs, then has one worker do them, and prints how many seconds the worker took.
"""

import asyncio
import sys
import time
import uuid

from bullmq import Queue, Worker

ADDED_AT_ONCE = 500


async def main() -> None:
    url, jobs, concurrency = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    name = f"bench-{uuid.uuid4()}"
    queue = Queue(name, {"connection": url})
    for start in range(0, jobs, ADDED_AT_ONCE):
        count = min(ADDED_AT_ONCE, jobs - start)
        await queue.addBulk([{"name": "job", "data": {"number": start + n}} for n in range(count)])
    done = 0
    finished = asyncio.Event()

    async def process(_job, _token):
        nonlocal done
        done += 1
        if done == jobs:
            finished.set()

    started = time.monotonic()
    worker = Worker(name, process, {"connection": url, "concurrency": concurrency})
    await finished.wait()
    print(time.monotonic() - started)
    await worker.close()
    await queue.obliterate(force=True)
    await queue.close()


if __name__ == "__main__":
    asyncio.run(main())
