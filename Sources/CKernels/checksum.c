// A checksum against damage and mix-ups, not against forgery: as fast as memory is read.
#include "internal.h"

#include <stdlib.h>

enum { PART = 1 << 20 };

static uint64_t stir(uint64_t state, uint64_t word) {
    state = (state ^ word) * 0x9e3779b97f4a7c15u;
    return state ^ state >> 29;
}

static uint64_t part_sum(const uint8_t *bytes, size_t count, uint64_t seed) {
    // Four chains, so that one need not wait for the other's product.
    uint64_t chains[4] = {seed, seed ^ 0x8ebc6af09c88c6e3u, seed ^ 0x589965cc75374cc3u,
                          seed ^ 0x1d8e4e27c47d124fu};
    size_t i = 0;
    for (; i + 32 <= count; i += 32) {
        uint64_t words[4];
        memcpy(words, bytes + i, 32);
        for (int c = 0; c < 4; c++) { chains[c] = stir(chains[c], words[c]); }
    }
    uint64_t rest[4] = {0};
    memcpy(rest, bytes + i, count - i);
    uint64_t sum = count;
    for (int c = 0; c < 4; c++) { sum = stir(sum, stir(chains[c], rest[c])); }
    return stir(sum, sum >> 32);
}

struct summing {
    const uint8_t *bytes;
    size_t count;
    uint64_t seed;
    uint64_t *sums;
};

static void sum_part(void *context, int lane, int index) {
    (void)lane;
    const struct summing *job = context;
    size_t first = (size_t)index * PART, left = job->count - first;
    job->sums[index] = part_sum(job->bytes + first, left < PART ? left : PART, job->seed + (uint64_t)index);
}

uint64_t ck_checksum(ck_pool *pool, const void *bytes, size_t count, uint64_t seed) {
    size_t parts = (count + PART - 1) / PART;
    if (parts <= 1) { return part_sum(bytes, count, seed); }
    uint64_t *sums = malloc(parts * sizeof *sums);
    if (!sums) { return 0; }
    struct summing job = {bytes, count, seed, sums};
    ck_pool_run(pool, (int)parts, sum_part, &job);
    uint64_t sum = part_sum((const uint8_t *)sums, parts * sizeof *sums, seed ^ count);
    free(sums);
    return sum;
}
