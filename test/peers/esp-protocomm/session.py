"""Opens a security 1 session with esp-protocomm over HTTP and sends requests: session.py HOST:PORT POP ENDPOINT=HEX …

Prints each answer, decrypted, as a line of hex. Exit code 3: the unit did not accept the proof of possession.
"""

import asyncio
import http.client
import sys

from esp_protocomm import Security1, SecurityError, establish_session


class HttpTransport:
    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=30)
        self.cookie = None

    async def send(self, endpoint, data):
        headers = {"Cookie": self.cookie} if self.cookie else {}
        self.connection.request("POST", "/" + endpoint, body=data, headers=headers)
        answer = self.connection.getresponse()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self.cookie = cookie.split(";")[0]
        return answer.read()


async def main(address, pop, requests):
    transport = HttpTransport(address)
    security = await establish_session(transport, Security1(pop))
    for request in requests:
        endpoint, body = request.split("=")
        answer = await transport.send(endpoint, security.encrypt(bytes.fromhex(body)))
        print(security.decrypt(answer).hex())


try:
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
except SecurityError as error:
    print(error, file=sys.stderr)
    sys.exit(3)
