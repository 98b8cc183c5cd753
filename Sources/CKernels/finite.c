// Finding weights that are no numbers.
#include "include/ck_finite.h"
#include "internal.h"

#include <stdatomic.h>

enum { F32 = 0, F16 = 1, BF16 = 30, BLOCKS = 1 << 14 };

// Where in a block of a quantised type its half-precision numbers are; -1 for none.
static bool halves_of(uint32_t type, int places[2]) {
    static const struct {
        uint32_t type;
        int first, second;
    } table[] = {{2, 0, -1},  {3, 0, 2},    {6, 0, -1}, {7, 0, 2},    {8, 0, -1},  {10, 80, 82},
                 {11, 108, -1}, {12, 0, 2}, {13, 0, 2}, {14, 208, -1}, {20, 0, -1}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].type != type) { continue; }
        places[0] = table[i].first;
        places[1] = table[i].second;
        return true;
    }
    return false;
}

struct finding {
    uint32_t type;
    const uint8_t *data;
    size_t blocks, bytes;
    int places[2];
    atomic_bool found;
};

static void find(void *context, int lane, int index) {
    (void)lane;
    struct finding *job = context;
    size_t first = (size_t)index * BLOCKS, end = first + BLOCKS < job->blocks ? first + BLOCKS : job->blocks;
    const uint8_t *p = job->data + first * job->bytes;
    // An exponent of ones only: infinity or no number.
    uint32_t bad = 0;
    switch (job->type) {
    case F32:
        for (size_t i = first; i < end; i++, p += 4) { bad |= (ck_load32(p) & 0x7f800000) == 0x7f800000; }
        break;
    case BF16:
        for (size_t i = first; i < end; i++, p += 2) { bad |= (ck_load16(p) & 0x7f80) == 0x7f80; }
        break;
    default:
        for (size_t i = first; i < end; i++, p += job->bytes) {
            bad |= (ck_load16(p + job->places[0]) & 0x7c00) == 0x7c00;
            if (job->places[1] >= 0) { bad |= (ck_load16(p + job->places[1]) & 0x7c00) == 0x7c00; }
        }
    }
    if (bad) { atomic_store(&job->found, true); }
}

bool ck_is_finite(ck_pool *pool, uint32_t type, const void *data, size_t count) {
    struct finding job = {.type = type, .data = data, .places = {0, -1}};
    size_t block = ck_type_block(type);
    if (!block || (type != F32 && type != F16 && type != BF16 && !halves_of(type, job.places))) {
        return true;
    }
    job.blocks = count / block;
    job.bytes = ck_type_bytes(type);
    ck_pool_run(pool, (int)((job.blocks + BLOCKS - 1) / BLOCKS), find, &job);
    return !atomic_load(&job.found);
}
