"""Broadcasts for `python -m bot admin`: previewed, begun and stopped; the running bot sends them."""

import sys
import time
from argparse import Namespace
from dataclasses import asdict, replace

from bot.accounts.reports import audience_counts
from bot.core.administration import TERMINAL, Broadcast, BroadcastState, broadcast_body
from bot.core.entities import utf16_length
from bot.core.splitting import MESSAGE_UNITS
from bot.storage.acts import Acts
from bot.storage.broadcasts import Broadcasts
from bot.terminal.admin_context import AdminContext, CommandResult

STDIN = "-"


async def broadcast(context: AdminContext, asked: Namespace) -> CommandResult:
    """Show how far the newest broadcast came, stop what is sent, or preview or send a text."""
    table = Broadcasts(context.database)
    if asked.stop:
        return await _stop(context, table)
    if asked.text is None and not asked.send:
        newest = await table.newest()
        if newest is None:
            return CommandResult(context.words("admin-cli-broadcast-none"), None, 1)
        return await _progress(context, table, newest)
    text = (sys.stdin.read() if asked.text == STDIN else asked.text or "").strip()
    if not 0 < utf16_length(text) <= MESSAGE_UNITS:
        return CommandResult(context.words("admin-cli-broadcast-length", limit=MESSAGE_UNITS), None, 1)
    chats = context.panel.policy.audience(await table.audience())
    if not chats:
        return CommandResult(context.words("admin-broadcast-nobody"), None, 1)
    return await _send(context, table, text, chats) if asked.send else _preview(context, text, chats)


def _preview(context: AdminContext, text: str, chats: list[int]) -> CommandResult:
    counts = audience_counts(chats)
    told = context.words("admin-broadcast-preview", **counts)
    value = {"people": counts["people"], "groups": counts["groups"], "text": text}
    return CommandResult(f"{told}\n\n{text}\n\n{context.words('admin-cli-broadcast-send')}", value)


async def _send(context: AdminContext, table: Broadcasts, text: str, chats: list[int]) -> CommandResult:
    now = time.time()
    begun = await table.begin(broadcast_body({"chat_id": 0, "text": text}, None), chats, TERMINAL, now)
    await Acts(context.database).add(TERMINAL, "broadcast", now, details=str(len(chats)))
    told = await _progress(context, table, begun)
    return CommandResult(f"{told.text}\n{context.words('admin-cli-broadcast-begun')}", told.value)


async def _stop(context: AdminContext, table: Broadcasts) -> CommandResult:
    stopped = [each for each in await table.under_way() if await table.end(each.id, BroadcastState.STOPPED)]
    if not stopped:
        return CommandResult(context.words("admin-cli-broadcast-idle"), None, 1)
    for _ in stopped:
        await Acts(context.database).add(TERMINAL, "broadcast-stop", time.time())
    return await _progress(context, table, replace(stopped[-1], state=BroadcastState.STOPPED))


async def _progress(context: AdminContext, table: Broadcasts, newest: Broadcast) -> CommandResult:
    progress = await table.progress(newest.id)
    key = {
        BroadcastState.SENDING: "admin-broadcast-progress",
        BroadcastState.DONE: "admin-broadcast-done",
        BroadcastState.STOPPED: "admin-broadcast-stopped",
    }[newest.state]
    value = asdict(progress) | {"left": progress.left, "state": newest.state}
    return CommandResult(context.words(key, left=progress.left, **asdict(progress)), value)
