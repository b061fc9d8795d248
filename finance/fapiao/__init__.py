"""Reading a fapiao from the bytes of a file: PDF, OFD, XML or a photo. Knows no database and needs no Django to read.

`limited.read_limited` is the door for files from outside: it reads in a process of its own with little time and memory.
A QR code or a file proves nothing by itself; whether a fapiao is genuine only the tax bureau's site can tell.
"""
