import Testing

@testable import Desktop

@Suite("An address an application gives for reading it past the bus")
struct BusAddressTests {
    @Test(
        "is used when it is a socket of this machine",
        arguments: [
            "unix:path=/run/user/1000/at-spi2-X/socket", "unix:abstract=/tmp/dbus-X,guid=1f",
        ]
    )
    func local(_ address: String) {
        #expect(BusConnection.isSocketOfThisMachine(address))
    }

    @Test(
        "is not used when it would start a program or leave the machine",
        arguments: [
            "", "unixexec:path=/bin/sh,argv1=-c", "tcp:host=example.org,port=1", "autolaunch:",
            "unix:path=/tmp/a;unixexec:path=/bin/sh",
        ]
    )
    func others(_ address: String) {
        #expect(!BusConnection.isSocketOfThisMachine(address))
    }
}
