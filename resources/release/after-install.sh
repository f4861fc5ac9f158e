#!/bin/sh
# The rule that came with this package takes effect now, without a restart; a system without udev has none to reload.
if command -v udevadm >/dev/null 2>&1; then
  udevadm control --reload || true
  udevadm trigger --subsystem-match=tty || true
fi
