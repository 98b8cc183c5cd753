import Desktop
import Glibc

// Starts a session with two programs in it, says where, and stays until it is killed or its input
// ends.
let session = try await Session.start(SessionOptions(timeout: 60))
try session.launch(["zenity", "--info", "--text=owned"])
// A program that leaves its parent and starts one of its own.
try session.launch(["sh", "-c", "(setsid sleep 1000 &) ; exec sleep 1000"])
print(session.directory)
fflush(nil)
_ = readLine()
await session.stop()
