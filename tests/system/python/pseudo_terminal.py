"""Runs a command in a pseudo terminal that a test plays: pseudo_terminal.py ROWS COLUMNS COMMAND...

What the command shows goes to standard output. Lines of standard input are what is done to the terminal:
    type HEX      somebody types, or the terminal answers
    size R C      the window gets another size
    pause         the terminal takes nothing more, until `resume`
    signal N      the command gets a signal
When the command has ended, the last line of standard error is JSON: its exit code, and whether the terminal shows what
is typed, line by line, as a shell expects it.
"""
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios


def set_size(master, rows, columns):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def main(rows, columns, command):
    child, master = pty.fork()
    if child == 0:
        set_size(0, rows, columns)
        os.execvp(command[0], command)
    orders, paused, inputs = b"", False, [0]
    while True:
        ready, _, _ = select.select(inputs + ([] if paused else [master]), [], [], 0.2)
        if 0 in ready:
            received = os.read(0, 65536)
            if received == b"":
                inputs.remove(0)
            orders += received
            *lines, orders = orders.split(b"\n")
            for word, *values in (line.decode().split() for line in lines):
                if word == "type":
                    os.write(master, bytes.fromhex(values[0]))
                elif word == "size":
                    set_size(master, int(values[0]), int(values[1]))
                elif word == "signal":
                    os.kill(child, int(values[0]))
                else:
                    paused = word == "pause"
        if master in ready:
            try:
                shown = os.read(master, 65536)
            except OSError:
                break
            os.write(1, shown)
        elif paused and os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            break
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    modes = termios.tcgetattr(master)[3]
    usual = bool(modes & termios.ECHO and modes & termios.ICANON and modes & termios.ISIG)
    print(json.dumps({"code": status, "usual": usual}), file=sys.stderr)


main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
