"""Asks public registers of providers what they say about a number, which proves nobody's identity."""

from core.registers.choosing import asking_of, register_of
from core.registers.register import License, LookedFor, Provider, ProviderRegister
from core.registers.validator import AsksRegister, differing_name

__all__ = [
    "AsksRegister",
    "License",
    "LookedFor",
    "Provider",
    "ProviderRegister",
    "asking_of",
    "differing_name",
    "register_of",
]
