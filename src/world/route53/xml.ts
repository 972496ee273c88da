/** As much of XML as Route 53's messages use: elements and text; attributes are skipped, and there is no mixed content. */

export interface Element {
  readonly name: string;
  readonly children: readonly Element[];
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The root element. Throws SyntaxError. */
export function parseXml(text: string): Element {
  const tokens = text.match(/<!\[CDATA\[[\s\S]*?\]\]>|<[^>]+>|[^<]+/g) ?? [];
  const stack: { name: string; children: Element[]; text: string }[] = [{ name: '', children: [], text: '' }];
  for (const token of tokens) {
    const top = stack.at(-1);
    if (top === undefined) throw new SyntaxError('an end tag without a start');
    if (token.startsWith('<?') || token.startsWith('<!--')) continue;
    if (token.startsWith('</')) {
      stack.pop();
      if (token.slice(2, -1).trim() !== top.name) throw new SyntaxError(`${token} ends <${top.name}>`);
      stack.at(-1)?.children.push(top);
    } else if (token.startsWith('<')) {
      const element = { name: /^<([\w:.-]+)/.exec(token)?.[1] ?? '', children: [], text: '' };
      if (token.endsWith('/>')) top.children.push(element);
      else stack.push(element);
    } else top.text += unescaped(token);
  }
  const root = stack[0]?.children[0];
  if (root === undefined || stack.length !== 1) throw new SyntaxError('no whole element');
  return root;
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal));
  });
}

export function escaped(text: string): string {
  return text.replace(/[<>&"\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** An element with text or other elements in it, as text. */
export function tag(name: string, ...inner: readonly string[]): string {
  return `<${name}>${inner.join('')}</${name}>`;
}

export function child(element: Element, name: string): Element | undefined {
  return element.children.find((one) => one.name === name);
}

export function childText(element: Element, name: string): string | undefined {
  return child(element, name)?.text;
}
