/** What an attacker may put into DNS: what it is, and the text. */
export const HOSTILE: readonly (readonly [string, string])[] = [
  ['a colour', '\u001b[31mred'],
  ['a cleared screen', '\u001b[2J\u001b[H'],
  ['a window title', '\u001b]0;owned\u0007'],
  ['a hyperlink', '\u001b]8;;https://example.test\u001b\\click\u001b]8;;\u001b\\'],
  ['an eight-bit control sequence', '\u009b31m'],
  ['a carriage return over the verdict', 'x\rready'],
  ['a new line with a summary of its own', 'x\n1 name, 1 RRset: 0 errors'],
  ['backspaces', 'not ready\b\b\b\b\b\b\b\b\bready'],
  ['a NUL', 'a\u0000b'],
  ['DEL', 'a\u007fb'],
  ['a right-to-left override', '\u202egpj.exe'],
  ['bidi isolates', '\u2066abc\u2069'],
  ['zero-width characters', 'exam\u200bple\u200d\u2060\ufeff'],
  ['a line separator', 'a\u2028b\u2029c'],
  ['tag characters', 'a\u{e0041}\u{e007f}'],
  ['a lone surrogate', 'a\ud800b'],
  ['an invisible filler', 'a\u3164\u115fb'],
  ['quotes and markup', '"><script>alert(1)</script>&amp;|`*_'],
  ['a workflow command', 'x\n::error file=a,line=1::owned\r%0A::set-output name=a::b'],
  ['a formula', '=HYPERLINK("https://example.test","x")'],
  ['links and a mention', 'www.example.test https://example.test @everyone [x](javascript:alert) ``` `'],
  ['octets that were no UTF-8', 'a\ufffdb\udc80'],
];

/** Nothing of this may reach a terminal or a log. */
export const ACTIVE: RegExp = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
