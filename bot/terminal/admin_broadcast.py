"""Broadcasts for `python -m bot admin`: previewed, begun and stopped; the running bot sends them."""

import sys
import time
from argparse import Namespace
from dataclasses import asdict, replace

from bot.core.administration import Broadcast, BroadcastState, broadcast_body
from bot.core.entities import utf16_length
from bot.core.splitting import MESSAGE_UNITS
from bot.storage.acts import Acts
from bot.storage.broadcasts import Broadcasts
from bot.terminal.admin_office import TERMINAL, Office, Told

STDIN = "-"


async def broadcast(office: Office, asked: Namespace) -> Told:
    """Show how far the newest broadcast came, stop what is sent, or preview or send a text."""
    table = Broadcasts(office.database)
    if asked.stop:
        return await _stop(office, table)
    if asked.text is None and not asked.send:
        newest = await table.newest()
        if newest is None:
            return Told(office.words("admin-cli-broadcast-none"), None, 1)
        return await _progress(office, table, newest)
    text = (sys.stdin.read() if asked.text == STDIN else asked.text or "").strip()
    if not 0 < utf16_length(text) <= MESSAGE_UNITS:
        return Told(office.words("admin-cli-broadcast-length", limit=MESSAGE_UNITS), None, 1)
    chats = office.policy.audience(await table.audience())
    return await _send(office, table, text, chats) if asked.send else _preview(office, text, chats)


def _preview(office: Office, text: str, chats: list[int]) -> Told:
    groups = sum(each < 0 for each in chats)
    people, both = len(chats) - groups, "yes" if 0 < groups < len(chats) else "no"
    told = office.words("admin-broadcast-preview", chats=len(chats), people=people, groups=groups, both=both)
    value = {"people": people, "groups": groups, "text": text}
    return Told(f"{told}\n\n{text}\n\n{office.words('admin-cli-broadcast-send')}", value)


async def _send(office: Office, table: Broadcasts, text: str, chats: list[int]) -> Told:
    now = time.time()
    begun = await table.begin(broadcast_body({"chat_id": 0, "text": text}, None), chats, TERMINAL, now)
    await Acts(office.database).add(TERMINAL, "broadcast", now, details=str(len(chats)))
    told = await _progress(office, table, begun)
    return Told(f"{told.text}\n{office.words('admin-cli-broadcast-begun')}", told.value)


async def _stop(office: Office, table: Broadcasts) -> Told:
    stopped = [each for each in await table.under_way() if await table.end(each.id, BroadcastState.STOPPED)]
    if not stopped:
        return Told(office.words("admin-cli-broadcast-idle"), None, 1)
    for _ in stopped:
        await Acts(office.database).add(TERMINAL, "broadcast-stop", time.time())
    return await _progress(office, table, replace(stopped[-1], state=BroadcastState.STOPPED))


async def _progress(office: Office, table: Broadcasts, newest: Broadcast) -> Told:
    progress = await table.progress(newest.id)
    key = {
        BroadcastState.SENDING: "admin-broadcast-progress",
        BroadcastState.DONE: "admin-broadcast-done",
        BroadcastState.STOPPED: "admin-broadcast-stopped",
    }[newest.state]
    value = asdict(progress) | {"left": progress.left, "state": newest.state}
    return Told(office.words(key, left=progress.left, **asdict(progress)), value)
