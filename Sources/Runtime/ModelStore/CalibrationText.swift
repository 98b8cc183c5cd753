/// What a model reads when it is calibrated and no other text is given.
///
/// The kinds of text the agent's model reads: prose, a screen's elements, a history of steps.
enum CalibrationText {
    static let standard =
        prose
        + (0..<40).map { elements[$0 % elements.count] + " \"\(names[$0 % names.count]) \($0)\"\n" }.joined()
        + steps + prose.uppercased().prefix(600)

    private static let elements = [
        "button", "check box (checked)", "menu item", "text field, empty", "list item (selected)", "tab",
        "link", "slider at 40 %", "table cell", "radio button",
    ]
    private static let names = [
        "Save As", "Cancel", "Page Setup", "Find and Replace", "Don't Save", "Recent Files", "Zoom",
    ]
    private static let steps = """

        Goal: rename the file to report-2024.txt and put it into the folder Archive.
        1. pressed F2; the name became editable.
        2. typed "report-2024.txt"; the text field shows it.
        3. pressed Enter; the list shows report-2024.txt.
        4. dragged report-2024.txt to Archive; nothing changed.
        5. opened the menu Edit > Move To; a dialog "Choose a folder" appeared.
        Question: what comes next? Answer with one action.
        {"action": "click", "target": {"role": "list item", "name": "Archive"}, "count": 2}

        """
    private static let prose = """
        The harbour lay still in the early light. Two boats had come in before dawn, and their crews were \
        already sorting the catch on the quay: mackerel in the blue crates, everything else in the grey. \
        Nobody hurried. The buyers from the town would not arrive before seven, and until then there was \
        coffee, bread, and the long argument about the weather that had been going on, as far as anyone \
        could remember, for thirty years. "It will turn by noon," said the older of the two skippers, \
        without looking up. "You said that on Monday." "And on Monday it turned." His daughter, who kept \
        the books, wrote 212 kilograms in the first column and 38 in the second, divided the one by the \
        other, and did not like what she saw. Prices had fallen by 4.5 % since March. Diesel cost more \
        every week. If the grant did not come through before the end of the quarter, they would have to \
        sell the smaller boat, and she had not yet found the words to tell him.

        To convert a temperature from Fahrenheit to Celsius, subtract 32, multiply by 5 and divide by 9. \
        Water boils at 212 degrees on the one scale and at 100 on the other; the two agree only at forty \
        below zero. A program for this takes three lines: read a number, compute, print the result. The \
        same steps work for any pair of units that differ by a factor and an offset.

        func celsius(_ fahrenheit: Double) -> Double {
            return (fahrenheit - 32) * 5 / 9
        }

        When you close a document that has changed, the editor asks whether to save it. Choose Save to \
        write the changes to the disk, Don't Save to throw them away, or Cancel to go back to the text. \
        Documents that were never saved get a name first. If the disk is full, nothing is lost: the \
        window stays open, and a message says how much room is needed.


        """
}
