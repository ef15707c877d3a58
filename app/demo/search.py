# SPDX-License-Identifier: Apache-2.0
"""Looks for strings in what a server was left with, in every encoding that text commonly takes on its way."""

import base64
import json
import os
import re
import urllib.parse
from dataclasses import dataclass

BLOCK = 8 * 1024 * 1024


def encodings(text):
    """(name, bytes) of each encoding of `text`; a needle is at least 6 bytes long."""
    utf8 = text.encode()
    found = [("utf-8", utf8), ("utf-16le", text.encode("utf-16-le")), ("utf-16be", text.encode("utf-16-be"))]
    # As a member of a JSON document, characters beyond ASCII may be escaped.
    found.append(("json", json.dumps(text)[1:-1].encode()))
    for name, raw in (("base64", utf8), ("base64 of utf-16le", text.encode("utf-16-le"))):
        for shift in range(3):  # where the text begins within a group of three bytes
            group = base64.b64encode(bytes(shift) + raw)
            # Drop the characters that also depend on the bytes before, and those that depend on what follows.
            begin = (0, 2, 3)[shift]
            end = (shift + len(raw)) * 8 // 6
            needle = group[begin:end]
            found.append((f"{name}+{shift}", needle))
            found.append((f"{name}url+{shift}", needle.replace(b"+", b"-").replace(b"/", b"_")))
    for name, quoted in (("percent", urllib.parse.quote(text, safe="")), ("percent, spaces as +", urllib.parse.quote_plus(text, safe="")),
                         ("percent, all", "".join(f"%{b:02X}" for b in utf8)),
                         ("percent, reserved kept", urllib.parse.quote(text))):
        found.append((name, quoted.encode()))
        found.append((name + ", lower case", re.sub("%..", lambda m: m.group().lower(), quoted).encode()))
    found.append(("hex", utf8.hex().encode()))
    unique = {}
    for name, needle in found:
        if len(needle) >= 6:
            unique.setdefault(needle, name)
    return [(name, needle) for needle, name in unique.items()]


@dataclass
class Hit:
    text: str
    encoding: str
    place: str

    def as_json(self):
        return {"string": self.text, "encoding": self.encoding, "place": self.place}


class Needles:
    def __init__(self, texts, raw=()):
        """`raw` holds (what it is called, bytes) of secrets that are no text."""
        self.all = [(text, name, needle) for text in texts for name, needle in encodings(text)]
        self.all += [(name, "raw", data) for name, data in raw]
        self.longest = max((len(needle) for _, _, needle in self.all), default=1)

    def find(self, data, place):
        return [Hit(text, name, place) for text, name, needle in self.all if needle in data]

    def find_in_blocks(self, blocks, place):
        """Blocks of one continuous stretch of bytes: a needle across a border is found as well."""
        hits, tail = [], b""
        for block in blocks:
            hits += self.find(tail + block, place)
            tail = (tail + block)[-(self.longest - 1):] if self.longest > 1 else b""
        return unique(hits)


def unique(hits):
    seen, out = set(), []
    for hit in hits:
        key = (hit.text, hit.encoding, hit.place)
        if key not in seen:
            seen.add(key)
            out.append(hit)
    return out


def file_blocks(path):
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            yield block


@dataclass
class Searched:
    """One place that was looked through."""
    place: str
    bytes: int = 0
    parts: int = 0  # columns, files or memory regions
    skipped: int = 0

    def as_json(self):
        return vars(self)


def search_columns(needles, dump):
    """`dump` is what bedside-admin server-dump printed: each column as text, and each blob as its bytes."""
    searched, hits = Searched("decrypted columns"), []
    for line in dump.splitlines():
        record = json.loads(line)
        for column, value in record["row"].items():
            place = f"{record['table']}.{column}"
            if isinstance(value, dict):
                data = base64.b64decode(value["base64"])
            elif value is None:
                continue
            else:
                data = str(value).encode()
            searched.bytes += len(data)
            searched.parts += 1
            hits += needles.find(data, place)
    return searched, unique(hits)


def search_files(needles, place, paths):
    searched, hits = Searched(place), []
    for path in sorted(paths):
        searched.bytes += os.path.getsize(path)
        searched.parts += 1
        hits += needles.find_in_blocks(file_blocks(path), f"{place}: {os.path.basename(path)}")
    return searched, hits


def files_below(folder):
    return [os.path.join(base, name) for base, _, names in os.walk(folder) for name in names
            if os.path.isfile(os.path.join(base, name))]


def memory_regions(pid):
    """(begin, end, name) of everything that the process may have written."""
    with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as maps:
        for line in maps:
            span, mode, _, _, inode, *name = line.split(maxsplit=5)
            name = name[0].strip() if name else ""
            written = "w" in mode or inode == "0"
            if mode.startswith("r") and written and name not in ("[vvar]", "[vsyscall]", "[vvar_vclock]"):
                begin, end = (int(x, 16) for x in span.split("-"))
                yield begin, end, name


PAGE = os.sysconf("SC_PAGE_SIZE")
PRESENT = 0xC0  # of an entry's last byte: in memory, or swapped out (Linux, admin-guide/mm/pagemap)


def filled_spans(pagemap, begin, end):
    """The parts of a region that hold anything: most of what a large one reserves was never touched."""
    at = begin
    while at < end:
        size = min(BLOCK * 16, end - at)
        pagemap.seek(at // PAGE * 8)
        entries = pagemap.read(size // PAGE * 8)
        if not entries:
            yield at, end  # not told: all of it
            return
        first = None
        for number, flags in enumerate(entries[7::8] + b"\0"):
            if flags & PRESENT and first is None:
                first = number
            elif not flags & PRESENT and first is not None:
                yield at + first * PAGE, at + number * PAGE
                first = None
        at += size


def search_memory(needles, pid):
    """Reads the running process's memory. What cannot be read (guards), or is larger than all of this computer's memory
    (reserved by sanitizers, never filled), is counted as skipped."""
    searched, hits = Searched("process memory"), []
    most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory, open(f"/proc/{pid}/pagemap", "rb", buffering=0) as pagemap:
        for begin, end, name in memory_regions(pid):
            if end - begin > most:
                searched.skipped += 1
                continue
            searched.parts += 1

            def blocks(span):
                at, end = span
                while at < end:
                    size = min(BLOCK, end - at)
                    try:
                        memory.seek(at)
                        data = memory.read(size)
                    except (OSError, OverflowError, ValueError):
                        data = b""
                    if not data:
                        searched.skipped += 1
                        return
                    searched.bytes += len(data)
                    yield data
                    at += len(data)

            for span in filled_spans(pagemap, begin, end):
                hits += needles.find_in_blocks(blocks(span), f"process memory: {name or 'anonymous'}")
    return searched, unique(hits)
