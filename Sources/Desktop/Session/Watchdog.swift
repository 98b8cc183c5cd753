import Glibc

/// The small process that ends a session when its owner ends, however that happens.
///
/// It is a shell that waits for the end of a pipe whose other end only the owner holds; the kernel
/// closes it even after SIGKILL.
final class Watchdog: Sendable {
    private let process: ChildProcess
    private let leash: Descriptor

    /// Starts watching; from now on everything marked is ended with us.
    ///
    /// - Parameters:
    ///   - directory: The session's directory, removed at the end.
    ///   - keepHome: Whether the directory's `home` stays, whoever sweeps up.
    init(directory: String, keepHome: Bool) throws(DesktopError) {
        if keepHome { try Files.write([], to: "\(directory)/.keep") }
        let (read, write) = try Descriptor.pipe()
        process = try ChildProcess(
            Self.command(marker: Self.marker(directory: directory), directory: directory),
            environment: ["PATH": ProgramPath.standard, "LC_ALL": "C"],
            directory: "/",
            input: read
        )
        leash = write
    }

    /// Ends the session now, and waits until that is done.
    ///
    /// Blocks the thread it is called on.
    /// - Returns: Whether it was done before the deadline.
    @discardableResult
    func finish(until deadline: Instant = .after(15)) -> Bool {
        leash.close()
        return process.waitForEnd(until: deadline)
    }

    /// Ends a session without waiting for it.
    func letGo() { leash.close() }

    /// The variable that marks every process of a session.
    static func marker(directory: String) -> String { "LAM_SESSION=\(directory)" }

    /// Ends what is left of a session whose owner is not us, and waits until that is done.
    ///
    /// Blocks the thread it is called on.
    static func sweep(marker: String, directory: String) {
        guard
            let process = try? ChildProcess(
                command(marker: marker, directory: directory),
                environment: ["PATH": ProgramPath.standard, "LC_ALL": "C"],
                directory: "/"
            )
        else { return }
        _ = process.waitForEnd(until: .after(15))
    }

    private static func command(marker: String, directory: String) -> [String] {
        ["sh", "-c", script, "lam-watchdog", marker, directory]
    }

    /// What the shell runs.
    ///
    /// A process is looked up by its mark again right before it is killed, so that a number given
    /// to another process in between is not. Some programs (Chromium's) overwrite their own
    /// environment: they are known by a working directory within the session's.
    private static let script = """
        trap '' HUP INT TERM QUIT
        while read -r line; do :; done
        fell() {
            for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do fell "$child"; done
            kill -9 "$1" 2>/dev/null
        }
        belongs() {
            grep -sqzxF -e "$1" "/proc/$3/environ" && return 0
            grep -sqz '^PATH=' "/proc/$3/environ" && return 1
            case $(readlink "/proc/$3/cwd") in "$2"/*) return 0 ;; esac
            return 1
        }
        round=0
        while [ $round -lt 200 ]; do
            found=$(grep -slzxF -e "$1" /proc/[0-9]*/environ
                find /proc/[0-9]*/cwd -maxdepth 0 -lname "$2/*" 2>/dev/null)
            left=
            for file in $found; do
                pid=${file#/proc/}
                pid=${pid%/*}
                belongs "$1" "$2" "$pid" || continue
                left=yes
                fell "$pid"
            done
            [ -n "$left" ] || break
            round=$((round + 1))
            sleep 0.02
        done
        number=$(cat "$2/number" 2>/dev/null)
        if [ -n "$number" ] && ! grep -sq "/tmp/.X11-unix/X$number\\$" /proc/net/unix; then
            rm -f "/tmp/.X11-unix/X$number"
        fi
        if [ -e "$2/.keep" ]; then
            for entry in "$2"/*; do
                [ "$entry" = "$2/home" ] || rm -rf "$entry"
            done
        else
            rm -rf "$2"
        fi
        """
}
