import Foundation

/// Time since this process was started, as its user counts it: loading the program included.
enum ProcessClock {
    /// Milliseconds since the start, to the kernel's clock tick (10 ms).
    static var milliseconds: Int {
        var now = timespec()
        clock_gettime(CLOCK_BOOTTIME, &now)
        return Int((Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 - start) * 1000)
    }

    /// Seconds from the machine's start to the process's (`starttime` of proc(5)); the first look at
    /// the clock where that cannot be read.
    private static let start: Double = {
        // The program's name, in brackets, may hold spaces; starttime is the 20th word after it.
        let words = (try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8))?
            .split(separator: ")").last?.split(separator: " ")
        if let words, words.count > 19, let ticks = Double(words[19]) {
            return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
        var now = timespec()
        clock_gettime(CLOCK_BOOTTIME, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }()
}
