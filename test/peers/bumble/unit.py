"""Bumble's controllers and GATT server as a foreign radio and unit: unit.py HTTP_ADDRESS NAME ENDPOINT=UUID …

One controller listens for a host in H4 framing, the other one carries the unit. Requests are handed on to a unit behind
HTTP, as its access point would take them. Prints `ready PORT`; lives until its input ends.
"""

import asyncio
import http.client
import socket
import sys

from bumble.att import ATT_Error, ErrorCode
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData
from bumble.device import Device
from bumble.gatt import (
    GATT_CHARACTERISTIC_USER_DESCRIPTION_DESCRIPTOR,
    Characteristic,
    CharacteristicValue,
    Descriptor,
    Service,
)
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport import open_transport

SERVICE = "1775244d-6b43-439b-877c-060f2d9bed07"
UNIT_ADDRESS = "24:6F:28:AA:BB:0C"


class Endpoint:
    def __init__(self, name, connection):
        self.name = name
        self.connection = connection
        self.answer = b""

    def read(self, _link):
        return self.answer

    async def write(self, _link, request):
        try:
            self.answer = await asyncio.get_running_loop().run_in_executor(None, self.exchange, bytes(request))
        except (OSError, http.client.HTTPException) as error:
            raise ATT_Error(ErrorCode.INVALID_PDU) from error

    def exchange(self, request):
        self.connection.request("POST", "/" + self.name, body=request)
        return self.connection.getresponse().read()


def characteristic_of(endpoint, uuid):
    return Characteristic(
        UUID(uuid),
        Characteristic.Properties.READ | Characteristic.Properties.WRITE,
        Characteristic.READABLE | Characteristic.WRITEABLE,
        CharacteristicValue(read=endpoint.read, write=endpoint.write),
        [
            Descriptor(
                GATT_CHARACTERISTIC_USER_DESCRIPTION_DESCRIPTOR,
                Descriptor.READABLE,
                endpoint.name.encode(),
            )
        ],
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def main(address, name, endpoints):
    port = free_port()
    link = LocalLink()
    outside = await open_transport(f"tcp-server:127.0.0.1:{port}")
    Controller("C0", host_source=outside.source, host_sink=outside.sink, link=link)
    host = Host()
    host.controller = Controller("C1", link=link)
    unit = Device(name=name, address=Address(UNIT_ADDRESS), host=host)
    connection = http.client.HTTPConnection(address, timeout=30)
    characteristics = [
        characteristic_of(Endpoint(endpoint, connection), uuid)
        for endpoint, uuid in (text.split("=") for text in endpoints)
    ]
    unit.add_service(Service(UUID(SERVICE), characteristics))
    # Bumble's controller reports this for the scan response as well, so the name has to fit in beside the service.
    unit.advertising_data = bytes(
        AdvertisingData(
            [
                (AdvertisingData.FLAGS, bytes([6])),
                (AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS, bytes(UUID(SERVICE))),
                (AdvertisingData.COMPLETE_LOCAL_NAME, name.encode()),
            ]
        )
    )
    await unit.power_on()
    await unit.start_advertising(auto_restart=True)
    print("ready", port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
