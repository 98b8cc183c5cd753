// libdbus for Swift: the pipelined reads of accessibility trees.
#ifndef LAM_CDBUS_SHIM_H
#define LAM_CDBUS_SHIM_H

#include <dbus/dbus.h>
// Wakes the thread that polls a bus; the Glibc module does not have it.
#include <sys/eventfd.h>

#endif
