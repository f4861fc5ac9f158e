/** Files of the Bluetooth libraries that come without types; what they export is typed in `bindings.ts`. */

declare module '@abandonware/noble/lib/hci-socket/bindings.js' {
  const Bindings: new (options: object) => import('./abandonware-noble.ts').AbandonwareBindings;
  export default Bindings;
}
declare module '@abandonware/noble/lib/mac/bindings.js' {
  const Bindings: new (options: object) => import('./abandonware-noble.ts').AbandonwareBindings;
  export default Bindings;
}
declare module '@abandonware/noble/lib/win/bindings.js' {
  const Bindings: new (options: object) => import('./abandonware-noble.ts').AbandonwareBindings;
  export default Bindings;
}
declare module '@abandonware/noble/lib/hci-socket/gatt.js' {
  const Gatt: import('./bindings.ts').GattClass;
  export default Gatt;
}
declare module '@abandonware/bluetooth-hci-socket' {
  const HciSocket: import('../../core/interfaces/hci-socket.ts').HciSocketClass;
  export default HciSocket;
}
declare module '@stoprocent/noble/lib/hci-socket/bindings.js' {
  const Bindings: new (options: object) => import('./stoprocent-noble.ts').StoprocentBindings;
  export default Bindings;
}
declare module '@stoprocent/noble/lib/dbus/bindings.js' {
  const Bindings: new (options: object) => import('./stoprocent-noble.ts').StoprocentBindings;
  export default Bindings;
}
declare module '@stoprocent/noble/lib/mac/bindings.js' {
  const Bindings: new (options: object) => import('./stoprocent-noble.ts').StoprocentBindings;
  export default Bindings;
}
declare module '@stoprocent/noble/lib/win/bindings.js' {
  const Bindings: new (options: object) => import('./stoprocent-noble.ts').StoprocentBindings;
  export default Bindings;
}
declare module '@stoprocent/noble/lib/hci-socket/gatt.js' {
  const Gatt: import('./bindings.ts').GattClass;
  export default Gatt;
}
