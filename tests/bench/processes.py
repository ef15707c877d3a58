# SPDX-License-Identifier: Apache-2.0
"""processes.py PROGRAMS sockets|start: figures of whole processes."""

import base64
import json
import os
import resource
import socket
import ssl
import statistics
import struct
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../app/demo"))

from programs import Admin, Desktop, Server  # noqa: E402

SOCKETS = 2000
STARTS = 7


def show(figure, value, unit, goal):
    print(f"{figure:<58} {value:10.2f} {unit:<6} goal: {goal}", flush=True)


def resident_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024


def set_up(admin, server, folder):
    answers = {"practiceName": "Bench", "personName": "Bench", "login": "bench", "password": "a password for benches",
               "passphrase": "a passphrase for benches"}
    return json.loads(admin.run("setup", "--server", server.url, "--setup-file", os.path.join(server.data, "setup.json"), "--profile",
                                os.path.join(folder, "clinician"), "--without-key-store", answers=answers))


class Connection:
    """One TLS connection with as much HTTP and WebSocket as the figure needs."""

    def __init__(self, port):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the figure is about memory
        self.tls = context.wrap_socket(socket.create_connection(("127.0.0.1", port), 20))

    def post(self, path, body, token=""):
        text = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n"
        self.tls.sendall((head + (f"Authorization: Bearer {token}\r\n" if token else "") + "\r\n").encode() + text)
        status, answer = self._answer()
        if status != 200:
            raise RuntimeError(f"{path}: {status} {answer}")
        return json.loads(answer)

    def _answer(self):
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.tls.recv(4096)
            if not more:
                raise RuntimeError("closed")
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        length = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:")), 0)
        while len(body) < length:
            body += self.tls.recv(4096)
        return int(lines[0].split()[1]), body

    def become_socket(self, ticket):
        key = base64.b64encode(os.urandom(16)).decode()
        self.tls.sendall(("GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n").encode())
        status, _ = self._answer()
        if status != 101:
            raise RuntimeError(f"upgrade: {status}")
        raw = base64.b64decode(ticket)
        body = struct.pack(">H", len(raw)) + raw
        frame = struct.pack(">BBI", 1, 1, len(body)) + body  # Auth
        mask = os.urandom(4)
        self.tls.sendall(bytes([0x82, 0x80 | len(frame)]) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(frame)))
        head = self.tls.recv(2)
        if head[:1] != b"\x82" or self.tls.recv(head[1])[0] != 2:  # AuthOk
            raise RuntimeError("not authenticated")


def sockets(programs, folder):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    config = os.path.join(folder, "server.conf")
    with open(config, "w", encoding="utf-8") as file:
        file.write(f"max_sockets = {2 * SOCKETS}\nmax_sockets_per_address = {2 * SOCKETS}\nrequests_per_second = 100000\n")
    server = Server(programs, os.path.join(folder, "server"), os.path.join(folder, "server.log"), config=config)
    try:
        made = set_up(Admin(programs), server, folder)
        before = resident_mib(server.process.pid)
        first = Connection(server.port)
        token = first.post("/v1/sign-in", {"login": "bench", "password": "a password for benches", "code": made["recoveryCodes"][0],
                                           "deviceId": made["device"]})["token"]
        held = []
        began = time.monotonic()
        for _ in range(SOCKETS):
            ticket = first.post("/v1/ticket", {}, token)["ticket"]
            held.append(Connection(server.port))
            held[-1].become_socket(ticket)
        took = time.monotonic() - began
        time.sleep(2)  # idle
        after = resident_mib(server.process.pid)
        show(f"server with {SOCKETS:,} idle TLS sockets (before: {before:.0f} MiB)", after, "MiB", "at most 200 MB")
        show("of which each socket", (after - before) * 1024 / SOCKETS, "KiB", "-")
        show("opening one, ticket and Auth included", took * 1000 / SOCKETS, "ms", "-")
    finally:
        server.end()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def start(programs, folder):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "LC_ALL": "C.UTF-8",
                   "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
    server = Server(programs, os.path.join(folder, "server"), os.path.join(folder, "server.log"))
    try:
        set_up(Admin(programs), server, folder)
        usable, signing = [], []
        for _ in range(STARTS):
            began = time.monotonic()
            window = Desktop("bench", programs, os.path.join(folder, "clinician"), folder, os.path.join(folder, "log"),
                             environment=environment)
            window.do("type", target="passphraseField", text="a passphrase for benches")
            usable.append((time.monotonic() - began) * 1000)
            window.do("click", target="unlockButton")
            window.do("wait", target="loginField")
            signing.append((time.monotonic() - began) * 1000)
            window.quit()
        show("desktop start to passphrase typed, warm, median", statistics.median(usable[1:]), "ms", "part of the next")
        show("desktop start, unlocked, to a usable sign-in, warm, median", statistics.median(signing[1:]), "ms", "at most 1500")
        show("the same, first start", signing[0], "ms", "-")
    finally:
        server.end()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bedside-bench-") as place:
        {"sockets": sockets, "start": start}[sys.argv[2]](sys.argv[1], place)
