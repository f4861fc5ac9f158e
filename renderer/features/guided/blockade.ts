import type { LinkName } from '../../../electron/contract/control.ts';
import type { PortEntity } from '../../../electron/contract/state.ts';
import type { GuideId } from '../../../electron/core/diagnosis/diagnosis.ts';
import type { DriverPageId } from '../../../electron/core/diagnosis/driver-pages.ts';
import { udevRules } from '../../../electron/core/diagnosis/udev-rules.ts';
import { usbBridges } from '../../../electron/core/diagnosis/usb-bridges.ts';

/** What stands in the way, in the words of `guided.json` under `blocked`, and the one thing to do about it. */
export interface Blockade {
  readonly kind:
    | 'driver'
    | 'module'
    | 'enable'
    | 'reinstall'
    | 'taken'
    | 'unreadable'
    | 'permission'
    | 'permission-elsewhere'
    | 'busy'
    | 'own';
  readonly picture: GuideId;
  /** Page of the maker to be opened, by name. */
  readonly link?: LinkName;
  /** To be copied. */
  readonly text?: string;
}

/** From the codes of `core/diagnosis/diagnose-ports.ts`. */
export function blockadeOf({ diagnosis: { code, params } }: PortEntity, platform: string): Blockade {
  switch (code) {
    case 'no-permission':
      return platform === 'linux'
        ? { kind: 'permission', picture: 'no-permission', text: udevRules() }
        : { kind: 'permission-elsewhere', picture: 'no-permission' };
    case 'port-busy':
      return { kind: 'busy', picture: 'port-busy' };
    case 'in-use-here':
      return { kind: 'own', picture: 'port-busy' };
    case 'bridge-taken':
      return platform === 'linux'
        ? { kind: 'taken', picture: 'port-busy', text: 'sudo apt remove brltty' }
        : withoutDriver(params.driverPage);
    case 'bridge-without-driver':
      return platform === 'linux' ? withoutModule(params.module) : withoutDriver(params.driverPage);
    case 'bridge-disabled':
      return { kind: 'enable', picture: 'driver-missing' };
    case 'device-unreadable':
      return { kind: 'unreadable', picture: 'data-cable' };
    default:
      return { kind: 'reinstall', picture: 'driver-missing' };
  }
}

const links: Readonly<Record<DriverPageId, LinkName>> = {
  'silabs-cp210x': 'driver-cp210x',
  'wch-ch341': 'driver-ch34x',
  'wch-ch343': 'driver-ch34x',
  'ftdi-vcp': 'driver-ftdi',
  'prolific-pl2303': 'driver-pl2303',
};

function withoutDriver(page: unknown): Blockade {
  const link = Object.entries(links).find(([id]) => id === page)?.[1];
  return link === undefined
    ? { kind: 'reinstall', picture: 'driver-missing' }
    : { kind: 'driver', picture: 'driver-missing', link };
}

/** Only names out of the table get into a line that a person runs as administrator. */
function withoutModule(module: unknown): Blockade {
  const known = usbBridges.find(({ linuxModule }) => linuxModule === module)?.linuxModule;
  return known === undefined
    ? { kind: 'reinstall', picture: 'driver-missing' }
    : { kind: 'module', picture: 'driver-missing', text: `sudo modprobe ${known}` };
}
