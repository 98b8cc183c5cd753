// Reading as fast as the memory gives.
#include "internal.h"

#include <stdatomic.h>

enum { PART = 1 << 19, AHEAD = 2048, LINE = 64 };

struct reading {
    const uint8_t *bytes;
    size_t count;
    atomic_ullong sum;
};

// A number of each line is enough: the whole line comes.
static void read_part(void *context, int lane, int index) {
    (void)lane;
    struct reading *job = context;
    size_t first = (size_t)index * PART, left = job->count - first, count = left < PART ? left : PART;
    const uint8_t *p = job->bytes + first;
    uint64_t sums[4] = {0};
    for (size_t i = 0; i + 4 * LINE <= count; i += 4 * LINE) {
        for (int j = 0; j < 4; j++) {
            __builtin_prefetch(p + i + AHEAD + LINE * j);
            sums[j] += ck_load32(p + i + LINE * j);
        }
    }
    atomic_fetch_add(&job->sum, sums[0] + sums[1] + sums[2] + sums[3]);
}

uint64_t ck_read(ck_pool *pool, const void *bytes, size_t count) {
    struct reading job = {.bytes = bytes, .count = count};
    ck_pool_run(pool, (int)((count + PART - 1) / PART), read_part, &job);
    return atomic_load(&job.sum);
}
