// libatspi for Swift: role and state names, and start-up. Trees are read over CDBus.
#ifndef LAM_CATSPI_SHIM_H
#define LAM_CATSPI_SHIM_H

#include <atspi/atspi.h>

#endif
