// A pool whose waiting lanes spin a little, then give way to whatever else wants the processor, then sleep on a futex:
// a long spin is pure loss on a busy machine, and waking a sleeper costs as much as a region of one token.
#define _GNU_SOURCE 1
#include "internal.h"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SPINS = 400, YIELDS = 200, MAX_LANES = 64 };

// The gate: generation << 8 | open << 7 | workers inside. A worker enters only while it is open, so
// one that comes late to a short region is not waited for.
enum { OPEN = 1u << 7, INSIDE = OPEN - 1, GENERATION = 1u << 8 };

struct ck_pool {
    int lanes;
    const ck_kernels *kernels;
    atomic_uint gate;
    atomic_uint sleepers;
    atomic_int next;
    atomic_bool stop;
    int count;
    ck_body body;
    void *context;
    pthread_t threads[MAX_LANES];
    struct worker {
        ck_pool *pool;
        int lane;
    } workers[MAX_LANES];
};

static void pause_once(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

static void futex_wait(atomic_uint *word, unsigned expected) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

static void futex_wake(atomic_uint *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

static void work(ck_pool *pool, int lane) {
    for (;;) {
        int index = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
        if (index >= pool->count) { return; }
        pool->body(pool->context, lane, index);
    }
}

// Waits until the gate differs from `seen`, and returns it.
static unsigned await_change(ck_pool *pool, unsigned seen) {
    for (int i = 0; i < SPINS + YIELDS; i++) {
        unsigned now = atomic_load_explicit(&pool->gate, memory_order_acquire);
        if (now != seen) { return now; }
        if (i < SPINS) {
            pause_once();
        } else {
            sched_yield();
        }
    }
    atomic_fetch_add(&pool->sleepers, 1);
    while (atomic_load(&pool->gate) == seen) { futex_wait(&pool->gate, seen); }
    atomic_fetch_sub(&pool->sleepers, 1);
    return atomic_load_explicit(&pool->gate, memory_order_acquire);
}

static void *worker_main(void *argument) {
    struct worker *worker = argument;
    ck_pool *pool = worker->pool;
    unsigned done = UINT_MAX;
    unsigned gate = atomic_load_explicit(&pool->gate, memory_order_acquire);
    while (!atomic_load_explicit(&pool->stop, memory_order_acquire)) {
        unsigned generation = gate / GENERATION;
        if (!(gate & OPEN) || generation == done) {
            gate = await_change(pool, gate);
            continue;
        }
        if (!atomic_compare_exchange_weak(&pool->gate, &gate, gate + 1)) { continue; }
        done = generation;
        work(pool, worker->lane);
        gate = atomic_fetch_sub(&pool->gate, 1) - 1;
        // The caller may be asleep, waiting for the last one to leave.
        if (!(gate & INSIDE) && atomic_load(&pool->sleepers) > 0) { futex_wake(&pool->gate); }
    }
    return NULL;
}

int ck_pool_available(void) {
    cpu_set_t set;
    int count =
        sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : (int)sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > MAX_LANES ? MAX_LANES : count;
}

ck_pool *ck_pool_create(int lanes) {
    int available = ck_pool_available();
    ck_pool *pool = calloc(1, sizeof *pool);
    if (!pool) { return NULL; }
    if (lanes <= 0 || lanes > available) { lanes = available; }
    pool->kernels = ck_table(ck_best_isa());
    pool->lanes = 1;
    for (int lane = 1; lane < lanes; lane++) {
        pool->workers[lane] = (struct worker){pool, lane};
        // A thread that cannot be had costs speed, not correctness.
        if (pthread_create(&pool->threads[lane], NULL, worker_main, &pool->workers[lane])) { break; }
        pool->lanes = lane + 1;
    }
    return pool;
}

void ck_pool_destroy(ck_pool *pool) {
    if (!pool) { return; }
    atomic_store(&pool->stop, true);
    atomic_fetch_add(&pool->gate, GENERATION);
    futex_wake(&pool->gate);
    for (int lane = 1; lane < pool->lanes; lane++) { pthread_join(pool->threads[lane], NULL); }
    free(pool);
}

int ck_pool_lanes(const ck_pool *pool) { return pool->lanes; }
const ck_kernels *ck_pool_kernels(const ck_pool *pool) { return pool->kernels; }

void ck_pool_use(ck_pool *pool, const ck_kernels *kernels) { pool->kernels = kernels; }

bool ck_pool_select(ck_pool *pool, ck_isa isa) {
    const ck_kernels *table = ck_table(isa);
    if (table) { ck_pool_use(pool, table); }
    return table != NULL;
}

void ck_pool_run(ck_pool *pool, int count, ck_body body, void *context) {
    if (count <= 1 || pool->lanes == 1) {
        for (int index = 0; index < count; index++) { body(context, 0, index); }
        return;
    }
    pool->count = count;
    pool->body = body;
    pool->context = context;
    atomic_store_explicit(&pool->next, 0, memory_order_relaxed);
    atomic_fetch_add(&pool->gate, GENERATION | OPEN);
    if (atomic_load(&pool->sleepers) > 0) { futex_wake(&pool->gate); }
    work(pool, 0);
    unsigned gate = atomic_fetch_sub(&pool->gate, OPEN) - OPEN;
    while (gate & INSIDE) { gate = await_change(pool, gate); }
}
