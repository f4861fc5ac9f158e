import type { ChipFamily } from '../core/chips/chip.ts';
import type { ResetCause } from './boot-run.ts';

/** What a CPU can do at an address. */
export type BusAccess = 'load' | 'store' | 'jump';

/** What the mask ROM of one chip prints and where its memory lies. Texts as recorded from real ROM code. */
export interface RomFacts {
  /** The value of the register 0x40001000 by which loaders know the chip. */
  readonly magic: number;
  /** CPU addresses `[first, end)` that answer; any other access is an exception. */
  readonly mapped: readonly (readonly [number, number])[];
  /** Registers that read other than zero before anybody wrote them. */
  readonly registers: readonly (readonly [number, number])[];
  /** First lines after reset, up to the reason. */
  readonly banner: string;
  readonly downloadBoot: string;
  readonly flashBoot: string;
  /** Number and name of each cause of a start. */
  readonly reasons: Readonly<Record<ResetCause, string>>;
  readonly waiting: string;
  readonly waitingSecure: string;
  readonly downloadDisabled: string;
  /** FLASH_END leaves the loader with this line. */
  readonly loaderLeft: string;
  /** First lines of an exception, by what the CPU did at an address where nothing answers. The loader is gone then. */
  readonly crashes: Readonly<Record<BusAccess, string>>;
  /** An ESP32's ROM crashes on loads and stores without a word. */
  readonly romCrashesSilently: boolean;
}

const esp32: RomFacts = {
  magic: 0x00f01d83,
  mapped: [
    [0x3f400000, 0x3fc00000], // flash and PSRAM through the cache
    [0x3ff00000, 0x3ff80000], // peripherals
    [0x3ff80000, 0x40000000], // RTC fast RAM and DRAM
    [0x40000000, 0x400c2000], // ROM and IRAM
    [0x50000000, 0x50002000], // RTC slow RAM
    [0x60000000, 0x60080000], // peripherals over the AHB
  ],
  registers: [
    [0x3ff40014, 0x15a], // UART0 divider at 115200 from 40 MHz, as measured by auto-baud
    [0x3ff4201c, 0x80000000], // SPI1 user registers
    [0x3ff42024, 0x70000000],
  ],
  banner: 'ets Jul 29 2019 12:21:46\r\n\r\n',
  downloadBoot: 'boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\n',
  flashBoot: 'boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n',
  reasons: {
    power: '0x1 (POWERON_RESET)',
    watchdog: '0x10 (RTCWDT_RTC_RESET)',
    bootloader: '0x3 (SW_RESET)',
    panic: '0xc (SW_CPU_RESET)',
    brownout: '0xf (RTCWDT_BROWN_OUT_RESET)',
  },
  waiting: 'waiting for download\r\n',
  waitingSecure: 'waiting for download\r\n',
  downloadDisabled: 'Download mode is disabled. Restart with GPIO0 high.\r\n',
  loaderLeft: 'ets_main.c 397 \r\n',
  crashes: {
    load: 'Fatal exception (28): LoadProhibited\r\n',
    store: 'Fatal exception (29): StoreProhibited\r\n',
    jump: 'Fatal exception (14): InstrPIFAddrError\r\n',
  },
  romCrashesSilently: true,
};

function crashC3(cause: string): string {
  return `Guru Meditation Error: Core 0 panic'ed (${cause} access fault)\r\nCore 0 register dump:\r\n`;
}

const esp32c3: RomFacts = {
  magic: 0x1b31506f,
  mapped: [
    [0x3c000000, 0x3c800000], // flash through the cache
    [0x3fc80000, 0x3fce0000], // DRAM
    [0x3ff00000, 0x3ff20000], // ROM data
    [0x40000000, 0x40060000], // ROM
    [0x4037c000, 0x403e0000], // IRAM
    [0x42000000, 0x42800000],
    [0x50000000, 0x50002000], // RTC RAM
    [0x60000000, 0x600d1000], // peripherals
  ],
  registers: [
    [0x60002018, 0x800000c0],
    [0x60002020, 0x70000000],
  ],
  banner: 'ESP-ROM:esp32c3-api1-20210207\r\nBuild:Feb  7 2021\r\n',
  downloadBoot: 'boot:0x6 (DOWNLOAD(USB/UART0/1))\r\n',
  flashBoot: 'boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n',
  reasons: {
    power: '0x1 (POWERON)',
    watchdog: '0x7 (TG0WDT_SYS_RST)',
    bootloader: '0x3 (RTC_SW_SYS_RST)',
    panic: '0xc (RTC_SW_CPU_RST)',
    brownout: '0xf (BROWN_OUT_RST)',
  },
  waiting: 'waiting for download\r\n',
  waitingSecure: 'wait uart download(secure mode)\r\n',
  downloadDisabled: 'Download boot modes disabled\r\n',
  loaderLeft: 'user code done\r\n',
  crashes: { load: crashC3('Load'), store: crashC3('Store/AMO'), jump: crashC3('Instruction') },
  romCrashesSilently: false,
};

export const romFacts: Readonly<Record<ChipFamily, RomFacts>> = { ESP32: esp32, 'ESP32-C3': esp32c3 };
