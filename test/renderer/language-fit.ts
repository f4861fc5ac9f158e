import type { Page } from 'playwright';

/**
 * What on the page has no room, as sentences: a page that scrolls sideways, text that its box cuts off or that runs out of its button, words
 * broken in the middle, and keys that stand where a text should. What is only read aloud has no room on purpose and does not count.
 */
export function findMisfits(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.add(`the page is ${scrollWidth - clientWidth} px wider than the window`);
    const key = /^[a-z]+(-[a-z]+)?:[a-z][\w-]*(\.[\w-]+)+$/;
    const clips = (value: string) => value === 'hidden' || value === 'clip';
    const scrolls = (value: string) => value === 'auto' || value === 'scroll';
    const styles = new Map<Element, CSSStyleDeclaration>();
    const styleOf = (element: Element) => {
      const style = styles.get(element) ?? getComputedStyle(element);
      styles.set(element, style);
      return style;
    };
    const isOnlyRead = (element: Element) => {
      const { clip, clipPath, position } = styleOf(element);
      return position === 'absolute' && (clip !== 'auto' || clipPath !== 'none');
    };
    const isHeardOnly = (node: Node) => {
      for (let element = node.parentElement; element !== null; element = element.parentElement) {
        if (isOnlyRead(element)) return true;
      }
      return false;
    };
    // A hash, whose dots say that there is more, and which a pointer and a screen reader give whole.
    const isCutOnPurpose = ({ parentElement: parent, data }: Text) =>
      parent !== null && styleOf(parent).textOverflow === 'ellipsis' && parent.getAttribute('title') === data;
    const say = (element: Element, text: string) => `${element.tagName.toLowerCase()} “${text.trim().slice(0, 60)}”`;

    /** The first box around a text that it does not stay within. */
    const leaves = (text: Text, box: DOMRect): string | undefined => {
      const words = text.data;
      let reaches = true;
      // The page itself does not scroll while a sheet is open, and that cuts off nothing.
      for (
        let element = text.parentElement;
        element !== null && element !== document.body;
        element = element.parentElement
      ) {
        const style = styleOf(element);
        const edge = element.getBoundingClientRect();
        const isButton = element.matches('button, a, [role=button], [role=tab], [role=option], summary');
        if (
          reaches &&
          (isButton || clips(style.overflowX)) &&
          (box.right > edge.right + 1 || box.left < edge.left - 1)
        ) {
          return `${say(element, words)} is ${Math.round(Math.max(box.right - edge.right, edge.left - box.left))} px too wide`;
        }
        if (
          reaches &&
          (isButton || clips(style.overflowY)) &&
          (box.bottom > edge.bottom + 1 || box.top < edge.top - 1)
        ) {
          return `${say(element, words)} is too high`;
        }
        // What can be scrolled to is not lost.
        if (scrolls(style.overflowX) || scrolls(style.overflowY)) reaches = false;
      }
      return undefined;
    };

    /** Words stay whole, but for the longest; codes, addresses and versions may go on on the next. */
    const breaks = (text: Text, lines: number): string | undefined => {
      if (lines < 2 || text.parentElement?.closest('code, pre, textarea, bdi') !== null) return undefined;
      for (const { 0: word, index } of text.data.matchAll(/(?<![\w.:/-])\p{Script=Latin}{3,18}(?![\w.:/-]\S)/gu)) {
        if (/^[0-9a-f]+$/i.test(word)) continue;
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const tops = new Set(
          [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)),
        );
        if (tops.size > 1) return `“${word}” is broken in ${say(text.parentElement, text.data)}`;
      }
      return undefined;
    };

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (!(node instanceof Text) || node.data.trim() === '') continue;
      if (node.parentElement?.checkVisibility({ visibilityProperty: true }) !== true) continue;
      if (node.parentElement.closest('[inert], [aria-hidden=true]') !== null) continue;
      if (node.data.includes('{{')) found.add(`${say(node.parentElement, node.data)} is not filled in`);
      if (key.test(node.data.trim())) found.add(`the key ${node.data.trim()} has no text`);
      const range = document.createRange();
      range.selectNodeContents(node);
      if (isHeardOnly(node) || isCutOnPurpose(node)) continue;
      const boxes = [...range.getClientRects()];
      const broken = breaks(node, boxes.length);
      if (broken !== undefined) found.add(broken);
      for (const box of boxes) {
        const misfit = leaves(node, box);
        if (misfit !== undefined) found.add(misfit);
      }
    }
    return [...found];
  });
}
