extension Phrasebook {
    /// What the commands that most applications share are for.
    package enum Purposes {
        /// Returns the purposes of a command by its name in lower case; `nil` for one that is not listed.
        static func of(_ name: String) -> Patterns? { table[name] }

        /// The purposes of all commands.
        package static var all: Patterns {
            table.sorted { $0.key < $1.key }.reduce(Patterns([], development: [])) { $0 + $1.value }
        }

        private static let table: [String: Patterns] = [
            "ok": Patterns(
                ["Confirm the dialog", "Accept what is shown", "Say OK"],
                development: ["Approve and go on", "That is fine as it is; carry on"]
            ),
            "cancel": Patterns(
                ["Cancel this", "Leave the dialog without changing anything", "Do not go through with it"],
                development: ["Call it off", "Abandon what was begun here"]
            ),
            "close": Patterns(
                ["Close this window", "I am done here; close it"],
                development: ["Make this window go away"]
            ),
            "yes": Patterns(
                ["Answer yes", "Agree to the question"],
                development: ["Say that it is all right"]
            ),
            "no": Patterns(
                ["Answer no", "Decline the question"],
                development: ["Say that it must not be done"]
            ),
            "apply": Patterns(["Put the changes into effect"], development: ["Let the new settings count"]),
            "undo": Patterns(
                ["Take back the last change", "Undo what was just done"],
                development: ["Make the last edit not have happened"]
            ),
            "redo": Patterns(
                ["Do again what was just undone", "Bring back the undone change"],
                development: ["Restore what was taken back"]
            ),
            "copy": Patterns(
                ["Copy what is selected"],
                development: ["Put the selection on the clipboard too"]
            ),
            "cut": Patterns(
                ["Cut out what is selected"],
                development: ["Move the selection to the clipboard"]
            ),
            "paste": Patterns(["Insert what was copied"], development: ["Drop the clipboard's content here"]),
            "select all": Patterns(
                ["Mark everything", "Select the whole content"],
                development: ["Highlight it all"]
            ),
            "find": Patterns(
                ["Search for a text", "Look for a word"],
                development: ["I want to find something here"]
            ),
            "find and replace": Patterns(
                ["Replace words by others"],
                development: ["Swap one text for another throughout"]
            ),
            "replace": Patterns(["Replace words by others"], development: ["Swap one text for another"]),
            "new": Patterns(
                ["Begin something new", "Start an empty document"],
                development: ["Give me a blank page"]
            ),
            "open": Patterns(
                ["Open a file", "Load a document from the disk"],
                development: ["Fetch a file to work on"]
            ),
            "save": Patterns(
                ["Save the document", "Keep what was written"],
                development: ["Store it on the disk"]
            ),
            "save as": Patterns(
                ["Save it under another name", "Store the document in a new file"],
                development: ["Keep a copy with a different name"]
            ),
            "preferences": Patterns(
                ["Change the settings of this program", "Open the settings"],
                development: ["Let me configure this program"]
            ),
            "about": Patterns(
                ["Find out which version this is", "Show who made this program"],
                development: ["Tell me about this program"]
            ),
            "zoom in": Patterns(["Make it larger", "Enlarge the view"], development: ["Show it bigger"]),
            "zoom out": Patterns(["Make it smaller", "Shrink the view"], development: ["Show it tinier"]),
            "fullscreen": Patterns(
                ["Fill the whole screen"],
                development: ["Use all of the screen for this"]
            ),
            "print": Patterns(["Put it on paper"], development: ["Get a paper copy"]),
            "print preview": Patterns(
                ["See how it would look on paper"],
                development: ["Preview the printout"]
            ),
            "go to line": Patterns(["Jump to a certain line"], development: ["Move to a line by its number"]),
            "clear": Patterns(["Empty it", "Remove what is there"], development: ["Wipe it clean"]),
            "back": Patterns(["Go back to where I was"], development: ["One page back"]),
            "forward": Patterns(["Go on to the next place again"], development: ["One page on"]),
            "up": Patterns(["Go to the folder above"], development: ["One level higher"]),
            "home": Patterns(["Go to my home folder"], development: ["Take me to my own files"]),
            "reload": Patterns(["Read it anew"], development: ["Refresh what is shown"]),
            "statusbar": Patterns(
                ["Show the bar at the bottom"],
                development: ["I want the status line at the bottom"]
            ),
            "status bar": Patterns(
                ["Show the bar at the bottom"],
                development: ["I want the status line at the bottom"]
            ),
            "toolbar": Patterns(["Show the row of buttons"], development: ["I want the buttons at the top"]),
            "line numbers": Patterns(["Number the lines"], development: ["Show which line is which"]),
            "word wrap": Patterns(["Break long lines"], development: ["Let long lines go on below"]),
            "new window": Patterns(["Open another window"], development: ["Give me a second window"]),
            "new tab": Patterns(["Open another tab"], development: ["Give me one more tab"]),
            "properties": Patterns(["Show the details"], development: ["Tell me more about this item"]),
            "=": Patterns(["Work out the result", "Show what it comes to"], development: ["Calculate it"]),
            "+": Patterns(["Press plus", "Push the plus key"], development: ["Hit the plus sign"]),
            "-": Patterns(["Press minus", "Push the minus key"], development: ["Hit the minus sign"]),
        ]
    }
}
