import { encodeHex } from '../../core/bytes/hex.ts';
import type { UnitNetwork } from '../../core/interfaces/wifi-control.ts';

/**
 * A WLAN profile (schema WLANProfile v1). The network's name stands in it as hexadecimal alone, which names bytes of every
 * kind and is no text that could break out; manual, so that Windows joins it only when asked.
 */
export function wlanProfile(name: string, { ssid, password }: UnitNetwork): string {
  return `<?xml version="1.0"?>
<WLANProfile xmlns="http://www.microsoft.com/networking/WLAN/profile/v1">
  <name>${escapeXml(name)}</name>
  <SSIDConfig><SSID><hex>${encodeHex(ssid).toUpperCase()}</hex></SSID></SSIDConfig>
  <connectionType>ESS</connectionType>
  <connectionMode>manual</connectionMode>
  <autoSwitch>false</autoSwitch>
  <MSM><security>${securityOf(password)}</security></MSM>
</WLANProfile>
`;
}

function securityOf(password: string | undefined): string {
  if (password === undefined) return authentication('open', 'none');
  const keyType = password.length === 64 ? 'networkKey' : 'passPhrase';
  const key = `<keyType>${keyType}</keyType><protected>false</protected><keyMaterial>${escapeXml(password)}</keyMaterial>`;
  return `${authentication('WPA2PSK', 'AES')}<sharedKey>${key}</sharedKey>`;
}

function authentication(scheme: string, cipher: string): string {
  const parts = `<authentication>${scheme}</authentication><encryption>${cipher}</encryption><useOneX>false</useOneX>`;
  return `<authEncryption>${parts}</authEncryption>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
