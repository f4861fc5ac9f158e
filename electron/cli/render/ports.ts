import { isOpenable, type PortDiagnosis } from '../../core/diagnosis/diagnose-ports.ts';
import { driverPages } from '../../core/diagnosis/driver-pages.ts';
import { eliminationQuestionOrder } from '../../core/diagnosis/elimination.ts';
import { usbHex } from '../../core/diagnosis/udev-rules.ts';
import type { PortsReport } from '../../host/read-ports.ts';
import type { Style } from '../style.ts';
import type { Texts } from '../texts.ts';

/** Each port with what stands in its way and what to do; the questions of the elimination where nothing is there. */
export function renderPorts(report: PortsReport, texts: Texts, style: Style): string {
  return [
    ...report.ports.flatMap((diagnosis) => describePort(diagnosis, texts, style)),
    ...(hidesHolders(report) ? [style.dim(texts('ports:cli.holder-untold'))] : []),
    ...(report.isComplete ? [] : [style.dim(texts('ports:cli.incomplete'))]),
    ...(report.needsElimination ? ['', ...questions(texts, style)] : []),
  ].join('\n');
}

/** Where a port looks free and may not be. */
function hidesHolders({ system, ports }: PortsReport): boolean {
  return system === 'win32' && ports.some(({ code }) => isOpenable(code));
}

function describePort(diagnosis: PortDiagnosis, texts: Texts, style: Style): string[] {
  const { code, port, usb, params, next } = diagnosis;
  const said = texts(`ports:port.${code}`, params);
  if (usb === undefined && port === undefined) return [said];
  const place = texts('ports:cli.row', { path: port ?? texts('ports:cli.no-port'), usb: describeUsb(diagnosis) });
  if (code === 'usable') return [place.trimEnd()];
  if (code === 'on-board') return [place.trimEnd(), style.dim(`    ${said}`)];
  return [
    place.trimEnd(),
    `    ${style.yellow('!')} ${said}`,
    `      ${texts(`ports:next.${next}`, { ...params, page: pageOf(diagnosis) })}`,
  ];
}

function describeUsb({ usb, params }: PortDiagnosis): string {
  if (usb === undefined) return '';
  const ids = `${usbHex(usb.vendorId)}:${usbHex(usb.productId)}`;
  return [ids, params.bridge ?? usb.manufacturer, usb.serialNumber].filter((part) => part !== undefined).join(' ');
}

function pageOf({ params }: PortDiagnosis): string {
  return Object.entries(driverPages).find(([id]) => id === params.driverPage)?.[1] ?? '';
}

function questions(texts: Texts, style: Style): string[] {
  return [
    style.bold(texts('ports:elimination.title')),
    ...eliminationQuestionOrder.map((key, index) => `  ${index + 1}. ${texts(`ports:elimination.question.${key}`)}`),
  ];
}
