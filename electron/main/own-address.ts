import { appOrigin } from './app-protocol.ts';

/** True for what a page of the app may load: its own files, and images and downloads that it made itself. */
export function isOwnAddress(url: string): boolean {
  return url.startsWith(`${appOrigin}/`) || url.startsWith('data:') || url.startsWith(`blob:${appOrigin}/`);
}

/** True for the developer tools' own pages, which a development build may open. */
export function isDeveloperTool(url: string): boolean {
  return url.startsWith('devtools://');
}
