"""The texts that parity-fixtures.py records; change them and every fixture must be made anew."""

PROMPTS = [
    "The capital of France is Paris. The capital of Italy is",
    "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n"
    "Which button saves the document?<|im_end|>\n<|im_start|>assistant\n",
    "func add(_ a: Int, _ b: Int) -> Int {\n    return a + b\n}\n\nprint(add(2, 3)) // prints",
    "Window: Untitled Document 1 - Text Editor\n"
    "[push button] Open\n[push button] Save\n[toggle button] Find\n[menu] File\n[menu] Edit\n"
    "[text] Document: Dear Ms. Müller, thank you for your letter of 12 March 2024.\n"
    "Goal: save the document as letter.txt\nNext action: click",
    "Q: A farmer has 17 sheep. All but 9 run away. How many sheep are left?\nA: Let us think. "
    "All but 9 means that 9 stay, so the answer is",
    "Once upon a time there was a small robot that lived in an old lighthouse by the sea. Every "
    "evening it climbed the two hundred steps, cleaned the lamp, and waited for the ships. One "
    "night, when the fog was thicker than ever before, it heard a voice calling from the rocks:",
]

STRINGS = []
