// libpng for Swift. Its errors come by setjmp, which only C can receive, so the
// whole of an encoding or decoding happens inside one inline function here.
#ifndef LAM_CPNG_SHIM_H
#define LAM_CPNG_SHIM_H

#include <png.h>

#endif
