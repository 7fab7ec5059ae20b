"""The messages of a TSE's export as a whole: do they follow each other without a gap, and were all of them signed?

One is kept of each message by its counter, some hundred bytes; so an export of years can be checked.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from sys import intern
from typing import NamedTuple

from kasse.fiscal.de import certificates
from kasse.fiscal.de.certificates import Chain
from kasse.fiscal.de.log_message import LogKind, LogMessage
from kasse.fiscal.de.tse_report import MANY, Report
from kasse.fiscal.de.tse_trust import Trust
from kasse.texts import _


class _Seen(NamedTuple):
    """What is kept of a message: little, as there may be a million of them."""

    counter: int
    at: datetime
    operation: str
    client: str
    number: int | None


class Messages:
    """All messages of an export, of one TSE or of several."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._findings = trust.findings
        self._seen: dict[str, list[_Seen]] = {}
        self._lost: set[int] = set()
        self._unsure: set[int] = set()
        self._chains: dict[str, Chain | None] = {}

    def find(self, code: str, sentence: str) -> None:
        """Something does not add up."""
        self._findings.add(code, sentence)

    def damaged(self, name: str, counter: int | None, number: int | None, reason: str) -> None:
        """A message that cannot be read; its numbers are known by its name, where that says them."""
        if counter is not None:
            self._lost.add(counter)
        if number is not None:
            self._unsure.add(number)
        self.find("damaged", _("{name}: {reason}.").format(name=name, reason=reason))

    def add(self, name: str, message: LogMessage) -> None:
        """One message: its signature, and its certificate on that day."""
        key = self._trust.keys.get(message.serial)
        if key is not None and not key.signed(message.signed, message.signature, message.algorithm):
            self.find("signature", _("{name}: the signature does not fit; the message was changed.").format(name=name))
        self._check_validity(name, message)
        number = message.number if message.kind is LogKind.TRANSACTION else None
        seen = _Seen(message.counter, message.at, intern(message.operation), intern(message.client), number)
        self._seen.setdefault(message.serial, []).append(seen)

    def _check_validity(self, name: str, message: LogMessage) -> None:
        if message.serial not in self._chains:
            self._chains[message.serial] = self._trust.chain(message.serial)
        chain = self._chains[message.serial]
        for certificate in chain.certificates if chain else ():
            since, until = certificates.period_of(certificate)
            if not since <= message.at <= until:
                sentence = _("{name}: the certificate of {owner} was not valid then.")
                self.find("validity", sentence.format(name=name, owner=certificates.name_of(certificate)))

    # At the end

    def report(self) -> Report:
        """What all of them are together."""
        if "description" not in (self._trust.info or {}):
            self.find("info", _("The file info.csv is missing or cannot be read."))
        notes, still_open = self._notes(), []
        for serial, seen in self._seen.items():
            seen.sort(key=lambda one: (one.counter, one.at))
            self._check_chain(serial)
            self._check_counters(seen)
            self._check_times(seen)
            still_open += self._check_transactions(seen, notes)
        everything = [one for seen in self._seen.values() for one in seen]
        counters = [one.counter for one in everything]
        times = [one.at for one in everything]
        return Report(
            findings=self._findings.all(),
            notes=tuple(notes),
            info=self._trust.info or {},
            serials=tuple(sorted(self._seen)),
            clients=tuple(sorted({one.client for one in everything if one.number is not None})),
            messages=len(everything),
            transactions=len({(one.number, one.client) for one in everything if one.number is not None}),
            open=tuple(sorted(still_open)),
            first_counter=min(counters, default=None),
            last_counter=max(counters, default=None),
            first_at=min(times, default=None),
            last_at=max(times, default=None),
        )

    def _notes(self) -> list[str]:
        notes = [_("{name} is no part of a TSE's export.").format(name=name) for name in self._trust.foreign[:MANY]]
        if not self._seen and not self._lost:
            notes.append(_("There are no log messages in it."))
        return notes

    def _check_chain(self, serial: str) -> None:
        chain = self._chains[serial]
        if chain is None:
            sentence = _("The certificate of the TSE {serial} is missing: its signatures cannot be checked.")
            self.find("certificate", sentence.format(serial=serial))
        for finding in chain.findings if chain else ():
            self.find("chain", finding)

    def _check_counters(self, seen: list[_Seen]) -> None:
        for one, other in pairwise(seen):
            if one.counter == other.counter:
                self.find(
                    "counter_twice", _("The signature counter {number} is there twice.").format(number=one.counter)
                )
            for gap in _gaps(one.counter, other.counter, self._lost):
                self.find("counter_gap", _("Messages are missing: signature counter {numbers}.").format(numbers=gap))

    def _check_times(self, seen: list[_Seen]) -> None:
        for one, other in pairwise(seen):
            if other.at < one.at:
                sentence = _("The message with the signature counter {other} is earlier than the one before it, {one}.")
                self.find("time", sentence.format(other=other.counter, one=one.counter))

    def _check_transactions(self, seen: list[_Seen], notes: list[str]) -> list[int]:
        steps: dict[int, list[_Seen]] = {}
        for one in seen:
            if one.number is not None:
                steps.setdefault(one.number, []).append(one)
        started = sorted(number for number, ones in steps.items() if ones[0].operation == "StartTransaction")
        for one_number, other_number in pairwise(started):
            for gap in _gaps(one_number, other_number, self._unsure):
                self.find("transaction_gap", _("Transactions are missing: number {numbers}.").format(numbers=gap))
        last_end = {one.client: one.counter for one in seen if one.operation == "FinishTransaction"}
        still_open = []
        for number, ones in steps.items():
            if number in self._unsure:
                continue
            self._check_steps(number, ones, started[0] if started else None)
            if all(one.operation != "FinishTransaction" for one in ones):
                still_open.append(number)
                sentence = _("Transaction {number} was begun and not finished.").format(number=number)
                if last_end.get(ones[-1].client, 0) > ones[-1].counter:
                    self.find("transaction_open", sentence)
                else:
                    notes.append(sentence)
        return still_open

    def _check_steps(self, number: int, ones: list[_Seen], first_started: int | None) -> None:
        for sentence in _wrong_steps(ones, before=first_started is None or number < first_started):
            self.find("transaction", sentence.format(number=number))


def _gaps(one: int, other: int, known: set[int]) -> Iterator[str]:
    """What is missing between two numbers, as "7" or "7 - 9"."""
    first = one + 1
    for end in (*sorted(number for number in known if one < number < other), other):
        if end - first == 1:
            yield str(first)
        elif end > first:
            yield f"{first} - {end - 1}"
        first = end + 1


def _wrong_steps(ones: list[_Seen], *, before: bool) -> Iterator[str]:
    """What is wrong with a transaction's messages; `before`: it may have begun before this export does."""
    operations = [one.operation for one in ones]
    if operations[0] != "StartTransaction" and not before:
        yield _("Transaction {number} has no start.")
    if operations.count("StartTransaction") > 1:
        yield _("Transaction {number} was begun twice.")
    elif "StartTransaction" in operations[1:]:
        yield _("Transaction {number} has its start in the wrong place.")
    if operations.count("FinishTransaction") > 1:
        yield _("Transaction {number} was finished twice.")
    elif "FinishTransaction" in operations[:-1]:
        yield _("Transaction {number} goes on after its end.")
    if len({one.client for one in ones}) > 1:
        yield _("Transaction {number} is of more than one till.")
