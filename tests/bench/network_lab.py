# SPDX-License-Identifier: Apache-2.0
"""Three network namespaces behind an impairing link, and what stands in a practice's network: relays, a TLS front, a proxy,
a firewall. Everything that is made here is taken away by close(), also after a failure."""

import base64
import collections
import contextlib
import ctypes
import json
import os
import select
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time

from programs import Failure, end, spawn

SUBNET = "10.77.0"
CLINICIAN, PATIENT, SERVER = (f"{SUBNET}.{n}" for n in (1, 2, 3))
RELAY_NAME = "turn.bedside.test"
READY_SECONDS = 10
CLONE_NEWNET = 0x40000000
PACKET_OUTGOING = 4
_libc = ctypes.CDLL(None, use_errno=True)


def run(*arguments):
    done = subprocess.run(arguments, capture_output=True, timeout=20, check=False)
    if done.returncode != 0:
        raise Failure(f"{' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")


@contextlib.contextmanager
def inside(namespace):
    """This thread's new sockets belong to `namespace`."""
    with open("/proc/thread-self/ns/net", "rb") as home, open(f"/var/run/netns/{namespace}", "rb") as there:
        if _libc.setns(there.fileno(), CLONE_NEWNET) != 0:
            raise Failure(f"cannot enter the namespace {namespace}")
        try:
            yield
        finally:
            if _libc.setns(home.fileno(), CLONE_NEWNET) != 0:
                os._exit(1)  # nothing may go on in the wrong network


class Lab:
    """Namespaces NAMEa (the clinician's), NAMEb (the patient's) and NAMEs (server and relays)."""

    def __init__(self, program, folder, name="net"):
        self.name, self.folder = name, folder
        self._stack = contextlib.ExitStack()
        self._log = self._stack.enter_context(open(os.path.join(folder, "link.log"), "ab"))
        self._link = spawn([program, "--name", name, "--server", "--force"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                           stderr=self._log)
        self._stack.callback(self._end_link)
        if not select.select([self._link.stdout], [], [], READY_SECONDS)[0] or b'"ready"' not in self._link.stdout.readline():
            self.close()
            raise Failure("the link did not start")
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self._link.stdout:
            with contextlib.suppress(ValueError):
                self._log.write(line)

    def _end_link(self):
        with contextlib.suppress(OSError):
            self._link.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._link.wait(5)
        end(self._link)
        for side in "abs":
            if os.path.exists(f"/var/run/netns/{self.name}{side}"):
                subprocess.run(["ip", "netns", "del", self.name + side], check=False, capture_output=True)

    def close(self):
        self._stack.close()

    def also(self, what):
        """Something with close(), to be closed before the namespaces go."""
        self._stack.callback(what.close)
        return what

    def within(self, side):
        return ["ip", "netns", "exec", self.name + side]

    def link(self, *commands):
        for command in commands:
            self._link.stdin.write(command.encode() + b"\n")
        self._link.stdin.flush()

    # ---- A firewall that drops in silence, made of routing rules: the kernel needs neither nftables nor netem ----------------

    def look_up(self, side, rules):
        """What arrives in `side` is looked up in this order, before it can be delivered."""
        for number, rule in enumerate(rules):
            run("ip", "-n", self.name + side, "rule", "add", "pref", str(10 + number), "iif", f"tun{side}", *rule.split())
        run("ip", "-n", self.name + side, "rule", "add", "pref", "100", "lookup", "local")
        run("ip", "-n", self.name + side, "rule", "del", "pref", "0")

    def block_udp(self):
        for side in "abs":
            self.look_up(side, ["ipproto udp blackhole"])

    def only_tcp_port(self, port):
        """Both participants reach this port of the server, and nothing else in the world."""
        for side in "ab":
            self.look_up(side, [f"from {SERVER} ipproto tcp sport {port} lookup local", "blackhole"])
        self.look_up("s", [f"ipproto tcp dport {port} lookup local", "blackhole"])

    def name_relay(self):
        """The participants know the relay's name; `ip netns exec` puts the file over /etc/hosts."""
        for side in "ab":
            folder = f"/etc/netns/{self.name}{side}"
            os.makedirs(folder)
            self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
            with open(os.path.join(folder, "hosts"), "w", encoding="ascii") as file:
                file.write(f"127.0.0.1 localhost\n{SERVER} {RELAY_NAME}\n")


# ---- Relays -------------------------------------------------------------------------------------------------------------------

def certificate(folder):
    """A self-signed one for the relay's name and address. Returns the paths of certificate and key."""
    files = os.path.join(folder, "relay.pem"), os.path.join(folder, "relay.key")
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
        f"/CN={RELAY_NAME}", "-addext", f"subjectAltName=DNS:{RELAY_NAME},IP:{SERVER}", "-out", files[0], "-keyout", files[1])
    return files


class Relay:
    """coturn, over UDP and TCP on one port."""

    def __init__(self, lab, folder, secret, port=3478, ports=(20000, 29999)):
        self.port = port
        name = os.path.join(folder, f"relay-{port}")
        self._log = open(name + ".log", "ab")
        self.process = spawn([*lab.within("s"), "turnserver", "-n", f"--listening-ip={SERVER}", f"--relay-ip={SERVER}",
                              f"--listening-port={port}", f"--min-port={ports[0]}", f"--max-port={ports[1]}", "--fingerprint",
                              "--use-auth-secret", f"--static-auth-secret={secret}", "--realm=bedside.test", "--no-dtls", "--no-tls",
                              "--no-cli", "--verbose", "--log-file=stdout", f"--userdb={name}.db", f"--pidfile={name}.pid"],
                             stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            with inside(lab.name + "s"), contextlib.suppress(OSError), socket.create_connection((SERVER, port), 1):
                return
            time.sleep(0.1)
        self.close()
        raise Failure("turnserver did not start; is coturn installed?")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        end(self.process)
        self._log.close()


# ---- Forwarders ---------------------------------------------------------------------------------------------------------------

def pump(one, other):
    """Both ways, until either ends."""
    def pending(sock):
        return isinstance(sock, ssl.SSLSocket) and sock.pending() > 0

    with contextlib.suppress(OSError, ValueError):
        while True:
            ready = [s for s in (one, other) if pending(s)] or select.select([one, other], [], [], 600)[0]
            for sock in ready:
                data = sock.recv(65536)
                if not data:
                    return
                (other if sock is one else one).sendall(data)


class Forwarder:
    """Accepts in the server's namespace; each connection has a thread of its own."""

    def __init__(self, lab, port):
        self._namespace = lab.name + "s"
        self._open = set()
        with inside(self._namespace):
            self._listener = socket.create_server((SERVER, port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self._listener.accept()[0],), daemon=True).start()

    def _serve(self, client):
        self._open.add(client)
        server = None
        with contextlib.suppress(OSError, ValueError, struct.error, IndexError):
            client.settimeout(20)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client, server = self.meet(client)
            if server:
                self._open.update((client, server))
                server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                pump(client, server)
        for sock in (client, server):
            if sock:
                sock.close()

    def reach(self, host, port):
        with inside(self._namespace):
            return socket.create_connection((host, port), 10)

    def close(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in list(self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def name_in_hello(hello):
    """The server name that a TLS ClientHello asks for (RFC 6066 section 3), or an empty string."""
    at = 5 + 4 + 2 + 32
    at += 1 + hello[at]
    at += 2 + struct.unpack_from(">H", hello, at)[0]
    at += 1 + hello[at]
    end_of_all = at + 2 + struct.unpack_from(">H", hello, at)[0]
    at += 2
    while at + 4 <= min(end_of_all, len(hello)):
        kind, size = struct.unpack_from(">HH", hello, at)
        if kind == 0:
            length = struct.unpack_from(">H", hello, at + 7)[0]
            return hello[at + 9:at + 9 + length].decode("ascii")
        at += 4 + size
    return ""


class Front(Forwarder):
    """Port 443 of the one address there is: ends TLS for the relay's name, hands everything else to bedside-server as it is."""

    def __init__(self, lab, files, relay, server):
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*files)
        self._relay, self._server = relay, server
        super().__init__(lab, 443)

    def meet(self, client):
        hello = b""
        for _ in range(100):  # a hello may come in pieces
            hello = client.recv(16384, socket.MSG_PEEK)
            if not hello or (len(hello) >= 5 and len(hello) >= 5 + struct.unpack_from(">H", hello, 3)[0]):
                break
            time.sleep(0.02)
        if hello and name_in_hello(hello) == RELAY_NAME:
            return self._context.wrap_socket(client, server_side=True), self.reach(SERVER, self._relay)
        return client, self.reach(SERVER, self._server)


class Proxy(Forwarder):
    """CONNECT with a password (RFC 9110 section 9.3.6, RFC 7617)."""

    PORT = 3128

    def __init__(self, lab, user, password):
        self._wanted = "basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.passed, self.refused = collections.Counter(), 0
        super().__init__(lab, self.PORT)

    def meet(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            more = client.recv(1)
            if not more or len(head) > 8192:
                return client, None
            head += more
        lines = head.decode("latin-1").split("\r\n")
        fields = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines[1:])}
        given = fields.get("proxy-authorization", "")
        if given[:6].lower() + given[6:] != self._wanted:
            self.refused += 1
            client.sendall(b'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n'
                           b"Content-Length: 0\r\nConnection: close\r\n\r\n")
            return client, None
        method, target, _ = lines[0].split()
        if method != "CONNECT":
            client.sendall(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
            return client, None
        host, _, port = target.rpartition(":")
        server = self.reach(SERVER if host == RELAY_NAME else host, int(port))
        self.passed[target] += 1
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return client, server


# ---- Who uses how much of the link ----------------------------------------------------------------------------------------------

class Meter:
    """Bytes that arrive in a namespace, by protocol and local port."""

    def __init__(self, lab, side):
        with inside(lab.name + side):
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0003))
            self._socket.bind((f"tun{side}", 0x0003))
        self._socket.settimeout(0.5)
        self._counts = collections.Counter()
        self._running = True
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self):
        while self._running:
            with contextlib.suppress(OSError):  # the time limit, and the end of the namespace
                data, where = self._socket.recvfrom(128, socket.MSG_TRUNC)
                if where[2] == PACKET_OUTGOING or len(data) < 28 or data[9] not in (6, 17):
                    continue
                head = 4 * (data[0] & 15)
                key = ("udp" if data[9] == 17 else "tcp", struct.unpack_from(">H", data, head + 2)[0])
                self._counts[key] += struct.unpack_from(">H", data, 2)[0]
        self._socket.close()

    def counts(self):
        return collections.Counter(self._counts.copy())

    def close(self):
        self._running = False


class Download:
    """One TCP connection from the clinician's namespace to the patient's that sends as much as it can."""

    PORT = 5001

    def __init__(self, lab):
        with inside(lab.name + "a"):
            self._listener = socket.create_server((CLINICIAN, self.PORT))
        with inside(lab.name + "b"):
            self._reader = socket.create_connection((CLINICIAN, self.PORT), 10)
        self._writer = self._listener.accept()[0]
        self.local_port = self._reader.getsockname()[1]
        for task in (self._write, self._read):
            threading.Thread(target=task, daemon=True).start()

    def _write(self):
        with contextlib.suppress(OSError):
            while True:
                self._writer.sendall(bytes(65536))

    def _read(self):
        with contextlib.suppress(OSError):
            while self._reader.recv(65536):
                pass

    def close(self):
        for sock in (self._reader, self._writer, self._listener):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


def settings(folder, relays=(), secret=None, authority=None, only=False):
    """A settings file for bedside-server."""
    path = os.path.join(folder, "server.conf")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"relay = {relay}\n" for relay in relays)
        if secret:
            secret_file = os.path.join(folder, "relay.secret")
            with open(os.open(secret_file, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as out:
                out.write(secret + "\n")
            file.write(f"relay_secret_file = {secret_file}\n")
        if authority:
            file.write(f"relay_certificate_file = {authority}\n")
        if only:
            file.write("relay_only = yes\n")
    return path


def dump(value, path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.write("\n")
