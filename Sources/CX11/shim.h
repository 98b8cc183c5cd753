// X11, XTest, XRecord and MIT-SHM for Swift, and inline functions for what macros hide.
#ifndef LAM_CX11_SHIM_H
#define LAM_CX11_SHIM_H

#include <X11/XKBlib.h>
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/XTest.h>
#include <X11/extensions/record.h>
#include <X11/keysym.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#endif
