#!/usr/bin/env python3
"""describe.py HOST PORT USER: writes *.out beside each *.sql: what a PostgreSQL says of each statement when it is
prepared (columns, parameters, or the error). A scratch database is made and dropped; statements are not executed."""
import pathlib, re, socket, struct, sys

HERE = pathlib.Path(__file__).parent


class Connection:
    def __init__(self, host, port, user, database):
        self.socket = socket.create_connection((host, port))
        self.buffer = b""
        start = f"user\0{user}\0database\0{database}\0\0".encode()
        self.socket.sendall(struct.pack("!ii", len(start) + 8, 196608) + start)
        self.until_ready()

    def read(self, count):
        while len(self.buffer) < count:
            data = self.socket.recv(65536)
            if not data:
                raise EOFError
            self.buffer += data
        result, self.buffer = self.buffer[:count], self.buffer[count:]
        return result

    def message(self):
        kind, length = struct.unpack("!ci", self.read(5))
        return kind.decode(), self.read(length - 4)

    def until_ready(self):
        messages = []
        while True:
            message = self.message()
            messages.append(message)
            if message[0] == "Z":
                return messages

    def send(self, kind, body=b""):
        self.socket.sendall(kind.encode() + struct.pack("!i", len(body) + 4) + body)

    def query(self, sql):
        self.send("Q", sql.encode() + b"\0")
        rows = []
        for kind, body in self.until_ready():
            if kind == "E":
                raise RuntimeError(fields(body))
            if kind == "D":
                row, at = [], 2
                for _ in range(struct.unpack_from("!h", body)[0]):
                    (length,) = struct.unpack_from("!i", body, at)
                    at += 4
                    row.append(None if length < 0 else body[at:at + length].decode())
                    at += max(length, 0)
                rows.append(row)
        return rows

    def describe(self, sql):
        self.send("P", b"\0" + sql.encode() + b"\0\0\0")
        self.send("D", b"S\0")
        self.send("S")
        return self.until_ready()


def fields(body):
    return {part[:1].decode(): part[1:].decode() for part in body.split(b"\0") if part}


def type_name(server, oid, typmod):
    return server.query(f"SELECT format_type({oid}, {typmod})")[0][0]


def outcome(server, sql):
    lines = []
    for kind, body in server.describe(sql):
        if kind == "E":
            error = fields(body)
            lines.append(f"ERROR {error['C']}: {error['M']}")
            for code, name in (("P", "POSITION"), ("D", "DETAIL"), ("H", "HINT")):
                if code in error:
                    lines.append(f"{name} {error[code]}")
        elif kind == "t":
            oids = struct.unpack_from(f"!{struct.unpack_from('!h', body)[0]}i", body, 2)
            if oids:
                lines.append("parameters: " + ", ".join(type_name(server, oid, -1) for oid in oids))
        elif kind == "T":
            columns, at = [], 2
            for _ in range(struct.unpack_from("!h", body)[0]):
                end = body.index(b"\0", at)
                name = body[at:end].decode()
                oid, _, typmod = struct.unpack_from("!ihi", body, end + 7)
                columns.append(f"{name} {type_name(server, oid, typmod)}")
                at = end + 19
            lines.append("columns: " + ", ".join(columns))
    return lines


def main(host, port, user):
    admin = Connection(host, int(port), user, "postgres")
    admin.query("DROP DATABASE IF EXISTS describe_scratch")
    admin.query("CREATE DATABASE describe_scratch")
    server = Connection(host, int(port), user, "describe_scratch")
    server.query((HERE / "schema.sql").read_text())
    for path in sorted(HERE.glob("*.sql")):
        if path.name == "schema.sql":
            continue
        out = []
        for sql in re.split(r";\s*\n", path.read_text()):
            if sql.strip():
                out += [sql.strip() + ";", *outcome(server, sql.strip()), ""]
        path.with_suffix(".out").write_text("\n".join(out))
    server.socket.close()
    admin.query("DROP DATABASE describe_scratch WITH (FORCE)")


main(*sys.argv[1:])
