"""A program that has imported the bot and forks itself for each start of it: a start then takes a moment.

Each line of its input is a start (JSON: the environment, the folder, the log file). Its output tells of it in
two lines: `{"pid": …}`, and, when that child has ended, `{"status": …}` (below zero: the signal). The child
is left a zombie until the next line comes: nobody else can get its id as long as it may still be killed.
When the input ends, so does the child.
"""

import json
import os
import select
import signal
import socket
import sys
import traceback
from typing import Any

import bot.app  # noqa: F401 - this is what takes long
from bot.__main__ import main


def serve() -> None:
    """Live one life of the bot after the other."""
    rung, bell = socket.socketpair()
    bell.setblocking(False)
    signal.set_wakeup_fd(bell.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while order := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            _live(json.loads(order))
        _tell(pid=child)
        status = _outwait(child, rung)
        if status is None:
            os.kill(child, signal.SIGKILL)
            return
        _tell(status=status)
        select.select([sys.stdin], [], [])
        os.waitpid(child, 0)


def _outwait(child: int, rung: socket.socket) -> int | None:
    """Return how the child ended; None if the input ended first."""
    while True:
        ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT | os.WNOHANG)
        if ended is not None:
            return ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
        ready, _, _ = select.select([rung, sys.stdin], [], [])
        if sys.stdin in ready:
            return None
        rung.recv(1)


def _tell(**facts: int) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _live(order: dict[str, Any]) -> None:
    """Be the bot; never returns."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    status = 1
    try:
        os.environ.update(order["environment"])
        os.chdir(order["folder"])
        status = main(["run"])
    except BaseException:  # noqa: BLE001 - the last line of a process: what else there was stands in its log
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
