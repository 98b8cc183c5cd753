import Glibc

/// Whether there is anything of that path.
func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
