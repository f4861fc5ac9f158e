import type { Chip, ChipFamily } from './chip.ts';
import { esp32 } from './esp32.ts';
import { esp32c3 } from './esp32-c3.ts';

export const chips: Readonly<Record<ChipFamily, Chip>> = { ESP32: esp32, 'ESP32-C3': esp32c3 };
