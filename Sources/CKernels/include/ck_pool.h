/// A pool of compute threads with a bounded spin.
#ifndef LAM_CK_POOL_H
#define LAM_CK_POOL_H

#include "ck_types.h"

/// A pool of compute threads; the calling thread is its first lane.
typedef struct ck_pool ck_pool;

/// The processors this process may run on.
int ck_pool_available(void);

/// Makes a pool of `lanes` lanes, at most one for each available processor; 0 takes them all.
ck_pool *ck_pool_create(int lanes);
/// Ends the threads of a pool.
void ck_pool_destroy(ck_pool *pool);
/// The lanes of a pool, the caller's included.
int ck_pool_lanes(const ck_pool *pool);

/// Chooses the instruction set of the work done on this pool, at first the CPU's best; false, and no
/// change, when the CPU lacks it.
///
/// Meant for tests and benchmarks, while the pool is idle.
bool ck_pool_select(ck_pool *pool, ck_isa isa);

/// Work on item `index`; `lane` is below `ck_pool_lanes`.
typedef void (*ck_body)(void *context, int lane, int index);

/// Calls `body` once for each index below `count`, on all lanes, and returns when all are done.
///
/// One caller at a time.
void ck_pool_run(ck_pool *pool, int count, ck_body body, void *context);

#endif
