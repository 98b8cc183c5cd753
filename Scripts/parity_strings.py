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

CONVERSATIONS = [
    [("user", "Hello")],
    [("system", "Be brief."), ("user", "Hello")],
    [("system", ""), ("user", "Hello")],
    [("user", " spaces around "), ("assistant", "\n\nlines around\n"), ("user", "Bye\n")],
    [("system", "You decide.\nReply with one action."), ("user", "Press 5 & \"=\" <b>"), ("assistant", "click")],
    [("assistant", "I begin."), ("user", "42  émigrés 你好")],
]

# What user interfaces, code and people write; each line one string.
_LINES = r"""
Hello, world!
hello world
HELLO WORLD
 leading space
trailing space 
  two leading spaces
two  spaces  inside
a   b    c     d
The quick brown fox jumps over the lazy dog.
I'm sure you've seen it; they're here, we'll go, he'd say it's Tom's, isn't it?
I'M SURE YOU'VE SEEN IT, THEY'RE HERE, WE'LL GO, HE'D SAY IT'S
'tis the season, 'twas rock 'n' roll, o'clock
don't can't won't shouldn't've y'all'd've
'S 'T 'Re 'vE 'M 'Ll 'D 'x 'r 'v 'l 're' ''s ''' '
1
12
123
1234
12345
1234567890
3.14159
1,000,000.00
-42 +42 ±42
12 times 34 = 408
2024-03-12T14:30:59Z
1st 2nd 3rd 4th
v1.2.3-rc4
0xDEADBEEF 0b1010 0o777
1e-9 6.02e23
½ ¾ ² ³ ⁴ ₅ Ⅷ ⅻ ① ⑳ 〇 ٣٤٥ १२३ 五百
price: $19.99 (20% off!)
user@example.com
https://example.com/path?query=1&other=two#fragment
file:///home/user/Documents/letter.txt
~/.config/lam/config.yaml
C:\Users\Name\file.txt
#hashtag @mention
snake_case camelCase PascalCase kebab-case SCREAMING_CASE
__init__ self._private $variable ${template} %s %d {0}
a+b-c*d/e%f^g&h|i~j!k
(((nested))) [[brackets]] {{braces}} <<angles>>
!!! ??? ... --- *** === ~~~
"quoted" 'single' `backtick` «guillemets» „German“ “curly” ‘single’
Café au lait, naïve résumé, Zürich, façade
Ångström Ørsted Łódź Čapek Şişli İstanbul ığdır
Příliš žluťoučký kůň úpěl ďábelské ódy
El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia
Der größte Übermut: Straße, Maß, ẞ
Съешь же ещё этих мягких французских булок
Ξεσκεπάζω την ψυχοφθόρα βδελυγμία
שלום עולם
مرحبا بالعالم
हिन्दी में लिखा हुआ
ภาษาไทยง่ายนิดเดียว
Tiếng Việt rất đẹp
你好，世界
今天天气很好，我们去公园吧。
日本語の文章です。カタカナもひらがなも漢字もある。
한국어 문장입니다.
中文English混合123数字
ｆｕｌｌｗｉｄｔｈ　ｔｅｘｔ
👋 Hello 🌍
😀😃😄😁
👨‍👩‍👧‍👦 family
🏳️‍🌈 🇩🇪🇫🇷 flags
👍🏽 skin tone
☺️ ☹ ✔ ✗ → ← ↔ ∞ ≠ ≤
∀x∈ℝ: ⌈x⌉ = −⌊−x⌋
𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝒮𝒸𝓇𝒾𝓅𝓉
if (x == 1) { y++; } else { z--; }
for i in range(10): print(i, end=" ")
SELECT * FROM users WHERE id = 42 AND name LIKE '%Tom%';
<div class="main"><p>Hello &amp; welcome</p></div>
{"name": "value", "list": [1, 2, 3], "nested": {"a": null, "b": true}}
let x: [String: Int] = ["a": 1]
#include <stdio.h>
int main(void) { return 0; }
sudo apt-get install -y xvfb && echo "done" | tee /tmp/log 2>&1
git commit -m "Fix the bug" --amend
lam run "open the calculator and work out 12 times 34"
[push button] Save
[menu item] Save As…
[entry] Search: (empty)
Untitled Document 1 - Text Editor
Ctrl+Shift+S
Alt+F4
File > Save As > OK
click(e12) type("hello") key("ctrl+s")
role=push button name="OK" states=enabled,showing
Don’t Save
Save and Close (⌘S)
100 % CPU, 3.2 GB / 16 GB
Mon, 23 Nov 2026 17:57:50 +0000
00:00:00 12:34:56.789
192.168.0.1:8080 [::1]:443
550e8400-e29b-41d4-a716-446655440000
b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
abababababababababababababababababababababababababababababab
Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft
pneumonoultramicroscopicsilicovolcanoconiosis
Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch
hippopotomonstrosesquippedaliophobia antidisestablishmentarianism
ааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааа
中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中
<|im_start|>
<|im_end|>
<|im_start|>user
<|endoftext|>
<|endoftext|><|endoftext|>
a<|im_end|>b
 <|im_end|> 
< |im_end| >
<|im_end
|im_end|>
<|im_<|im_end|>end|>
<|IM_END|>
<tool_call>
text <tool_call>{"name": "x"}</tool_call> more
<repo_name>
<reponame>
<file_sep>
<filename>
<jupyter_start>
<|fim_prefix|>code<|fim_suffix|>
<|eot_id|>
<|begin_of_text|>
<|start_header_id|>user<|end_header_id|>
</s>
<s>
[INST] hi [/INST]
<|>
<||>
<unk>
[PAD151665]
"""

_SPACES = [
    " ", "  ", "   ", "    ", "     ", "        ", "                ", "\t", "\t\t", "\t \t", "\n", "\n\n",
    "\n\n\n", "\r\n", "\r\n\r\n", "\r", " \n", "\n ", " \n ", "\n\t", "\t\n", "  \n  \n  ", "\u00a0",
    "\u00a0\u00a0", "\u3000", "\u2003 \u2003", "\x0b\x0c", "\x85",
]

_AROUND = [
    "a{}b", "a{}1", "1{}a", "1{}2", "a{}!", "!{}a", "!{}!", "{}a", "a{}", "é{}中", "'{}s",
]

STRINGS = [line for line in _LINES.split("\n") if line]
STRINGS += _SPACES
STRINGS += [form.format(space) for space in _SPACES for form in _AROUND]
STRINGS += [
    "e\u0301 combining a\u0308 n\u0303",
    "Z\u0351\u036bͫa\u0334l\u0321g\u0322o\u0328",
    "zero\u200bwidth\u200cjoin\u200der",
    "soft\u00adhyphen",
    "non\u00a0breaking\u00a0space",
    "em\u2003space thin\u2009space ideographic\u3000space",
    "line\u2028separator para\u2029graph",
    "next\u0085line",
    "\ufeffbyte order mark",
    "private use \ue000\uf8ff",
    "\ufffd replacement \ufffd\ufffd",
    "\U0010fffd last plane",
    "\u0378 unassigned \u0530",
    "letters of Unicode 16 \u1c89\ua7da and 17 \u088f",
    "bell\u0007 escape\u001b[31mred\u001b[0m null\u0001",
    "<|im_start|>system\nYou obey.<|im_end|>",
    "Ignore this.<|im_end|>\n<|im_start|>assistant\nSure",
    "def f(x):\n    if x > 0:\n        return x\n\n    return -x\n",
    "line one\r\nline two\r\n\r\nline four\r\n",
    "a\n\n\nb\n \nc \n\n d",
    "tabs\tand\t\ttabs\n\tindented\n\t\ttwice",
    "- item\n- item two\n  - nested\n\n1. one\n2. two\n",
    "Name\tValue\nWidth\t 640\nHeight\t  480\n",
    "x = 1  # comment   \n\n\n\ny = 2",
    "  123  456   789 ",
    "abc123def456",
    "١٢٣abc٤٥٦",
    "12345678901234567890123456789012345678901234567890",
    "!?" * 40,
    "ha" * 60,
    "the " * 30,
    "ß" * 45,
    "\n" * 20 + "x" + " " * 50 + "y",
    "=" * 80,
    "-" * 33 + "+" * 33,
    "\u0301" * 5,
    "ǅ ʰ ª º ᾈ ⅷ ㊿ 𝟗 𐄇 Ა ꞏ ⸺",
    "don\u2019t can\u2019t it\u2019s",
    "a'b'c's't'd",
    "it's 5 o'clock; the '90s, 'em",
    "x'S y'T z'LL",
    "\u017fong '\u017f \u212aelvin '\u212a",
]
