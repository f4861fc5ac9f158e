import { useState } from 'react';
import { useTexts } from '../texts/texts.tsx';
import { Button, type ButtonProps } from './Button.tsx';

/** Copies a text and says so. */
export function CopyButton({ text, children, ...button }: ButtonProps & { readonly text: string }) {
  const { t } = useTexts();
  const [isCopied, setCopied] = useState(false);
  return (
    <>
      <Button {...button} onPress={async () => setCopied(await copyText(text))}>
        {children}
      </Button>
      <span role="status">{isCopied && t('app-shell:copied')}</span>
    </>
  );
}

/** Where the clipboard may not be asked for, the old way still works for a person who pressed a button. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
}

function copySelection(text: string): boolean {
  const area = document.createElement('textarea');
  const before = document.activeElement;
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}
