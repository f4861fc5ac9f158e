"""Bumble's host as the client of a foreign controller: client.py TRANSPORT NAME POP ENDPOINT=HEX …

Scans for NAME, connects, agrees on an MTU, finds the endpoints by their user descriptions, shakes hands with esp-protocomm
and sends the requests. Prints one JSON document. Exit code 3: the unit is not who it should be, 4: it answered an error.
"""

import asyncio
import json
import sys

from bumble.att import ATT_Error
from bumble.core import AdvertisingData
from bumble.device import Device, Peer
from bumble.gatt import GATT_CHARACTERISTIC_USER_DESCRIPTION_DESCRIPTOR
from bumble.hci import Address, OwnAddressType
from bumble.transport import open_transport
from esp_protocomm import Security1, SecurityError, establish_session


class GattTransport:
    """What esp-protocomm takes for its transport."""

    def __init__(self, characteristics):
        self.characteristics = characteristics

    async def send(self, endpoint, data):
        characteristic = self.characteristics[endpoint]
        await characteristic.write_value(data, with_response=True)
        return await characteristic.read_value()


async def find(device, name):
    found = asyncio.get_running_loop().create_future()

    def on_advertisement(advertisement):
        heard = advertisement.data.get(AdvertisingData.COMPLETE_LOCAL_NAME, raw=False)
        if heard == name and not found.done():
            found.set_result(advertisement)

    device.on("advertisement", on_advertisement)
    await device.start_scanning(active=True, filter_duplicates=False)
    advertisement = await asyncio.wait_for(found, 10)
    await device.stop_scanning()
    return advertisement


async def endpoints_of(peer):
    await peer.discover_services()
    characteristics = {}
    for service in peer.services:
        for characteristic in await service.discover_characteristics():
            for descriptor in await characteristic.discover_descriptors():
                if descriptor.type == GATT_CHARACTERISTIC_USER_DESCRIPTION_DESCRIPTOR:
                    characteristics[(await descriptor.read_value()).decode()] = characteristic
    return characteristics


async def talk(device, name, pop, requests):
    advertisement = await find(device, name)
    connection = await device.connect(advertisement.address, own_address_type=OwnAddressType.PUBLIC, timeout=10)
    peer = Peer(connection)
    mtu = await peer.request_mtu(517)
    characteristics = await endpoints_of(peer)
    transport = GattTransport(characteristics)
    said = await transport.send("proto-ver", b"---")
    security = await establish_session(transport, Security1(pop))
    answers = {}
    for request in requests:
        endpoint, body = request.split("=")
        answer = await transport.send(endpoint, security.encrypt(bytes.fromhex(body)))
        answers[endpoint] = security.decrypt(answer).hex()
    await connection.disconnect()
    return {
        "address": str(advertisement.address).split("/")[0].lower(),
        "rssi": advertisement.rssi,
        "mtu": mtu,
        "services": [str(service.uuid) for service in peer.services],
        "endpoints": {name: str(found.uuid) for name, found in characteristics.items()},
        "protoVer": said.decode(),
        "answers": answers,
    }


async def main(transport, *what):
    async with await open_transport(transport) as hci:
        device = Device.with_hci("peer", Address("F0:F1:F2:F3:F4:F5"), hci.source, hci.sink)
        await device.power_on()
        print(json.dumps(await talk(device, *what)))


try:
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]))
except SecurityError as error:
    print(error, file=sys.stderr)
    sys.exit(3)
except ATT_Error as error:
    print(error, file=sys.stderr)
    sys.exit(4)
