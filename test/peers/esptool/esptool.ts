import { pythonTool } from '../support/python.ts';

/** Espressif's own flashing tool, unmodified. */
export const esptool = await pythonTool('esptool', '5.6.0');
