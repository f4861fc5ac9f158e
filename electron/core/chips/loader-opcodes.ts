/** Names of the loader's commands as Espressif's own tools print them (FORMATS §10.2). */
const names: Readonly<Record<number, string>> = {
  2: 'FLASH_BEGIN',
  3: 'FLASH_DATA',
  4: 'FLASH_END',
  5: 'MEM_BEGIN',
  6: 'MEM_END',
  7: 'MEM_DATA',
  8: 'SYNC',
  9: 'WRITE_REG',
  10: 'READ_REG',
  11: 'SPI_SET_PARAMS',
  13: 'SPI_ATTACH',
  14: 'READ_FLASH_SLOW',
  15: 'CHANGE_BAUDRATE',
  16: 'FLASH_DEFL_BEGIN',
  17: 'FLASH_DEFL_DATA',
  18: 'FLASH_DEFL_END',
  19: 'SPI_FLASH_MD5',
  20: 'GET_SECURITY_INFO',
  208: 'ERASE_FLASH',
  209: 'ERASE_REGION',
  210: 'READ_FLASH',
  211: 'RUN_USER_CODE',
};

/** What a command of the ROM loader or the flasher stub is called; its number where it has no name here. */
export function opcodeName(opcode: number): string {
  return names[opcode] ?? `0x${opcode.toString(16).padStart(2, '0')}`;
}
