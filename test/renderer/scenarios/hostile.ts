/** Text as nobody should send it: markup, script, turned direction, hidden characters, without end. */
export const hostileText = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\u202egpj.exe\u200b\u0007${'A'.repeat(900)}`;
