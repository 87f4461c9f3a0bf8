"""A GigaChat on loopback: strict about requests, scripted in its answers, faulty on demand."""

from bot.sandbox.gigachat.faults import Fault
from bot.sandbox.gigachat.record import Exchange
from bot.sandbox.gigachat.scenario import Piece, Scenario
from bot.sandbox.gigachat.server import GigaChatDouble
from bot.sandbox.gigachat.wire import WireForm

__all__ = [
    "Exchange",
    "Fault",
    "GigaChatDouble",
    "Piece",
    "Scenario",
    "WireForm",
]
