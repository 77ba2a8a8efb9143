#!/usr/bin/env python3
"""Fails when a file includes a header of a room that its own room does not declare, or when rooms form a cycle.

usage: check_rooms.py SOURCE_DIRECTORY ROOMS

ROOMS has a line for each room, as reference/cmake/rooms.cmake writes it: NAME|FOLDER|MAY INCLUDE|HEADERS. A public header,
jepa_oracle/NAME.h, belongs to the room of reference/src that has NAME.cpp, or that lists it.
"""
import re
import sys
from pathlib import Path
from typing import NamedTuple

ROOTS = ["reference/src", "reference/program", "reference", "properties"]  # what #include lines are named from
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')


class Room(NamedTuple):
    name: str
    folder: str
    may_include: set
    headers: set


def read_rooms(text):
    rooms = {}
    for line in filter(None, text.splitlines()):
        name, folder, may_include, headers = line.split("|")
        rooms[name] = Room(name, folder, set(may_include.split()), set(headers.split()))
    return rooms


def cycle_of(rooms):
    """The names of a cycle of declared rooms, or None."""
    left = {room.name: set(room.may_include) for room in rooms.values()}
    while free := [name for name, below in left.items() if not below & left.keys()]:
        for name in free:
            del left[name]
    if not left:
        return None
    path = [min(left)]
    while (below := min(left[path[-1]] & left.keys())) not in path:
        path.append(below)
    return path[path.index(below):] + [below]


def owners(root, rooms):
    """The room of every folder, and of every public header."""
    of_folder = {room.folder: room for room in rooms.values()}
    of_header = {}
    for room in rooms.values():
        if room.folder.startswith("reference/src/"):
            of_header.update((source.stem + ".h", room) for source in (root / room.folder).glob("*.cpp"))
    for room in rooms.values():
        of_header.update(dict.fromkeys(room.headers, room))
    return of_folder, of_header


def faults(root, rooms):
    if cycle := cycle_of(rooms):
        yield "rooms include each other: " + " -> ".join(cycle)
    for room in rooms.values():
        for name in sorted(room.may_include - rooms.keys()):
            yield f"{room.folder}/CMakeLists.txt: unknown room {name!r} in MAY_INCLUDE"
    of_folder, of_header = owners(root, rooms)
    public = root / "reference/include/jepa_oracle"
    for path in sorted(public.glob("*.h")):
        if path.name not in of_header:
            yield f"{path.relative_to(root)}: belongs to no room; name it in HEADERS of one"
    files = [(path, room) for room in rooms.values() for path in sorted((root / room.folder).glob("*.[ch]*"))]
    files += [(path, of_header[path.name]) for path in sorted(public.glob("*.h")) if path.name in of_header]
    for path, room in files:
        if path.suffix not in (".h", ".cpp"):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not (found := INCLUDE.match(line)):
                continue
            target = room_of(root, path, found[1], of_folder, of_header)
            if target and target is not room and target.name not in room.may_include:
                declared = " ".join(sorted(room.may_include)) or "nothing"
                yield (f'{path.relative_to(root)}:{number}: includes "{found[1]}" of the room {target.name}; '
                       f"{room.name} may include: {declared} ({room.folder}/CMakeLists.txt)")


def room_of(root, path, header, of_folder, of_header):
    if header.startswith("jepa_oracle/"):
        return of_header.get(header.removeprefix("jepa_oracle/"))
    if "/" not in header:
        return of_folder.get(str(path.parent.relative_to(root)))
    for start in ROOTS:
        if (root / start / header).exists():
            return of_folder.get(str(Path(start, header).parent))
    return None


def main(root, rooms):
    found = list(faults(Path(root), read_rooms(Path(rooms).read_text())))
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
