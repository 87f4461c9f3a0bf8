"""Processes of the bot, one after the other, forked from a program that has imported it."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Life:
    """One process of the bot."""

    def __init__(self, pid: int, ended: asyncio.Task[int]) -> None:
        self.pid = pid
        self.ended = ended

    def signal(self, number: signal.Signals) -> bool:
        """Send a signal to this process; False where it has ended."""
        if self.ended.done():
            return False
        os.kill(self.pid, number)
        return True


class Zygote:
    """The other end of `tests.chaos.zygote`."""

    def __init__(self, program: asyncio.subprocess.Process) -> None:
        self._program = program

    @classmethod
    async def open(cls) -> "Zygote":
        """Start the program; nothing of this process's environment but the way to Python is handed on."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos.zygote", cwd=ROOT, env={**kept, "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        return cls(program)

    async def start(self, environment: dict[str, str], folder: Path, log: Path) -> Life:
        """Start the bot; the life before must have ended."""
        assert self._program.stdin is not None
        order = {"environment": environment, "folder": str(folder), "log": str(log)}
        self._program.stdin.write(json.dumps(order).encode() + b"\n")
        pid = (await self._line())["pid"]
        return Life(pid, asyncio.create_task(self._status()))

    async def close(self) -> None:
        """End the program, and a bot that still runs."""
        assert self._program.stdin is not None
        self._program.stdin.close()
        await self._program.wait()

    async def _status(self) -> int:
        return (await self._line())["status"]

    async def _line(self) -> dict[str, int]:
        assert self._program.stdout is not None
        line = await self._program.stdout.readline()
        if not line:
            raise RuntimeError("the zygote has ended: its error stands above")
        told: dict[str, int] = json.loads(line)
        return told
