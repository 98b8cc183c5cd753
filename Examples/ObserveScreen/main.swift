// Prints what the agent sees of a program: its elements with role, name and place.
//
//     swift run ObserveScreen galculator
import Core
import Runtime

let command = CommandLine.arguments.dropFirst().joined(separator: " ")
let driver = InspectDriver(
    desktop: command.isEmpty ? .live : .own(visible: false, size: nil),
    start: command.isEmpty ? nil : command
)
let observation = try await driver.look().observation

for window in observation.windows {
    print("\(window.application): \(window.title)")
}
for element in observation.elements where element.isOnScreen {
    let place = element.frame.center
    print("\(element.id)  \(element.role) \"\(element.name)\" at \(place.x),\(place.y)")
}
