import { FileTrigger } from 'react-aria-components';
import { Button, type ButtonProps } from './Button.tsx';

/** Lets a person choose a file; its bytes go on as base64 and its name without a folder, so that no path ever crosses. */
export function FileButton({
  accept,
  onFile,
  ...button
}: Omit<ButtonProps, 'onPress'> & {
  readonly accept: readonly string[];
  readonly onFile: (base64: string, name: string) => void;
}) {
  return (
    <FileTrigger
      acceptedFileTypes={[...accept]}
      onSelect={async (files) => {
        const file = files?.[0];
        if (file !== undefined) onFile(await readBase64(file), file.name);
      }}
    >
      <Button {...button} />
    </FileTrigger>
  );
}

/** The browser's own encoder, off the main thread's loops: a package has many megabytes. */
export function readBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** Saves bytes as the browser saves a download; in the app, its own dialog asks where. */
export function saveFile(name: string, base64: string, type: string): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
