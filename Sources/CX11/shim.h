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
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);

#endif
