"""Threads, files, sockets, children and much small memory; says what came out, which is the same each time."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import zlib

results = {}


def work(number):
    with tempfile.TemporaryFile() as file:
        data = json.dumps([{"key": i, "text": "x" * (i % 50)} for i in range(2000)]).encode()
        file.write(zlib.compress(data))
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        same = zlib.decompress(file.read()) == data
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"y" * 1000)
        got = len(right.recv(4096))
    child = subprocess.run(["cat"], input=b"z" * 10000, capture_output=True)
    large = bytearray(8 << 20)
    large[-1] = number
    results[number] = (same, got, len(child.stdout), child.returncode, large[-1])


threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(results.items()))
print(socket.getaddrinfo("localhost", 80, socket.AF_INET, socket.SOCK_STREAM)[0][4])
with open("/proc/self/maps") as maps:
    text = maps.read()
print(sorted(name for name in sys.argv[1:] if name in text))
