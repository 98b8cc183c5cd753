// X11, XTest, XRecord, MIT-SHM and XDamage for Swift, and inline functions for what macros hide.
#ifndef LAM_CX11_SHIM_H
#define LAM_CX11_SHIM_H

#include <X11/XKBlib.h>
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/XTest.h>
#include <X11/extensions/Xdamage.h>
#include <X11/extensions/Xfixes.h>
#include <X11/extensions/record.h>
#include <X11/keysym.h>
#include <sys/ipc.h>
#include <sys/shm.h>

// AllPlanes is a macro of ~0UL, which Swift does not import.
static inline unsigned long lam_all_planes(void) { return AllPlanes; }

// GNU calls that glibc declares only under _GNU_SOURCE, which Swift's view of it lacks; a session
// needs them to hand descriptors to the X server without leaking them to anyone else.
#include <spawn.h>
extern int pipe2(int ends[2], int flags);
extern int memfd_create(const char *name, unsigned int flags);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);

// Of <linux/memfd.h> and <linux/fcntl.h>, which do not go together with glibc's own headers.
enum {
    lam_memfd_cloexec = 0x1,
    lam_memfd_allow_sealing = 0x2,
    lam_add_seals = 1033,
    lam_get_seals = 1034,
    lam_seal_shrink = 0x2,
};

// Copies past the caches: memcpy first reads what it is about to overwrite, a third more for the memory
// to do where the bytes are more than a cache holds.
static inline void lam_copy_streaming(void *to, const void *from, size_t count) {
    typedef long long chunk __attribute__((vector_size(16)));
    char *target = (char *)to;
    const char *source = (const char *)from;
    size_t head = -(size_t)target & (sizeof(chunk) - 1), done = head < count ? head : count;
    __builtin_memcpy(target, source, done);
    for (; count - done >= 4 * sizeof(chunk); done += 4 * sizeof(chunk)) {
        chunk four[4];
        // The processor's own guess ends with the page.
        __builtin_prefetch(source + done + 2048);
        __builtin_memcpy(four, source + done, sizeof four);
        for (int i = 0; i < 4; i++) __builtin_nontemporal_store(four[i], (chunk *)(target + done) + i);
    }
    __builtin_memcpy(target + done, source + done, count - done);
    // Such stores may be seen late by other threads, unless told otherwise.
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

#endif
