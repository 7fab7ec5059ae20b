"""Baskets of the demo shop, sold by `kasse sell`; every figure was computed by hand, as the comments show.

A line reads: name | quantity | unit price | discount | total | VAT rate. A VAT sum reads: rate | gross | net | tax.
VAT is taken out of the receipt's sum of a rate: net = gross / (1 + rate), rounded half up, tax = gross - net.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Kasse

Fields = dict[str, Any]

LABELLED = """Code;Bezeichnung;Preis;MwSt;Einheit
2812340000002;Bergkäse am Stück;16,90;7;kg
2256780000008;Fleischwurst im Ring;8,90;7;kg
"""
"""What the shop's scale prints labels for: 28 carries a weight, 22 a price (GS1 Germany)."""


PRICE_BOUND = {"Zigaretten, 20 Stück"}


def code(number: str, quantity: str = "", **more: object) -> Fields:
    return {"code": number, **({"quantity": quantity} if quantity else {}), **more}


def unlisted(name: str, price: str, tax: str, quantity: str = "1") -> Fields:
    return {"open": {"name": name, "price": price, "tax": tax}, "quantity": quantity}


def cash(amount: str) -> Fields:
    return {"type": "cash", "amount": amount}


def card(amount: str) -> Fields:
    return {"type": "card", "amount": amount}


@dataclass(frozen=True)
class Case:
    title: str
    basket: Fields
    lines: list[str]
    total: str
    vat: list[str]
    change: str


def case(
    title: str,
    sold: list[Fields],
    tenders: list[Fields],
    *,
    lines: list[str],
    total: str,
    vat: list[str],
    change: str,
    **more: object,
) -> Case:
    return Case(title, {"lines": sold, "tenders": tenders, **more}, lines, total, vat, change)


# fmt: off
CASES = [
    case("one milk, exact cash",
         [code("4062800008675")],
         [cash("1.89")],
         lines=["Frische Vollmilch | 1 | 1.89 | 0.00 | 1.89 | 7"],
         total="1.89",
         vat=[
              # 1.89 / 1.07 = 1.7664 -> 1.77; 1.89 - 1.77 = 0.12
              "7 | 1.89 | 1.77 | 0.12"],
         change="0.00"),
    case("two milks, change from five",
         [code("4062800008675", "2")],
         [cash("5.00")],
         lines=["Frische Vollmilch | 2 | 1.89 | 0.00 | 3.78 | 7"],
         total="3.78",
         vat=[
              # 3.78 / 1.07 = 3.5327 -> 3.53; 3.78 - 3.53 = 0.25
              "7 | 3.78 | 3.53 | 0.25"],
         change="1.22"),  # 5.00 - 3.78
    case("the same article twice stays two lines",
         [code("4104420076785"), code("4104420076785", "3")],
         [cash("2.20")],
         lines=["Joghurt | 1 | 0.55 | 0.00 | 0.55 | 7",
                "Joghurt | 3 | 0.55 | 0.00 | 1.65 | 7"],
         total="2.20",  # 0.55 + 1.65
         vat=[
              # 2.20 / 1.07 = 2.0561 -> 2.06; 2.20 - 2.06 = 0.14
              "7 | 2.20 | 2.06 | 0.14"],
         change="0.00"),
    case("breakfast at 7 and 19 %",
         [code("101", "5"), code("4009418296360"), code("121"), code("278")],
         [cash("10.00")],
         lines=["Brötchen | 5 | 0.45 | 0.00 | 2.25 | 7",
                "Frische Vollmilch | 1 | 1.09 | 0.00 | 1.09 | 7",
                "Kaffee zum Mitnehmen, groß | 1 | 2.50 | 0.00 | 2.50 | 19",
                "Eier aus Bodenhaltung, 10 Stück | 1 | 2.49 | 0.00 | 2.49 | 7"],
         total="8.33",  # 2.25 + 1.09 + 2.50 + 2.49
         vat=[
              # 2.50 / 1.19 = 2.1008 -> 2.10; 2.50 - 2.10 = 0.40
              "19 | 2.50 | 2.10 | 0.40",
              # 2.25 + 1.09 + 2.49 = 5.83; 5.83 / 1.07 = 5.4486 -> 5.45; 5.83 - 5.45 = 0.38
              "7 | 5.83 | 5.45 | 0.38"],
         change="1.67"),  # 10.00 - 8.33
    case("a code with leading zeros, as a GTIN-14",
         [code("04062800008675")],
         [card("1.89")],
         lines=["Frische Vollmilch | 1 | 1.89 | 0.00 | 1.89 | 7"],
         total="1.89",
         vat=[
              # 1.89 / 1.07 = 1.7664 -> 1.77; 1.89 - 1.77 = 0.12
              "7 | 1.89 | 1.77 | 0.12"],
         change="0.00"),
    case("a code typed with spaces, and many zeros in front",
         [code("4 062800 008675"), code("00000101", "2")],
         [cash("3.00")],
         lines=["Frische Vollmilch | 1 | 1.89 | 0.00 | 1.89 | 7",
                "Brötchen | 2 | 0.45 | 0.00 | 0.90 | 7"],
         total="2.79",  # 1.89 + 0.90
         vat=[
              # 2.79 / 1.07 = 2.6075 -> 2.61; 2.79 - 2.61 = 0.18
              "7 | 2.79 | 2.61 | 0.18"],
         change="0.21"),  # 3.00 - 2.79
    case("a code as a GS1 element string",
         [code("(01)04062800008675")],
         [cash("2.00")],
         lines=["Frische Vollmilch | 1 | 1.89 | 0.00 | 1.89 | 7"],
         total="1.89",
         vat=[
              # 1.89 / 1.07 = 1.7664 -> 1.77; 1.89 - 1.77 = 0.12
              "7 | 1.89 | 1.77 | 0.12"],
         change="0.11"),  # 2.00 - 1.89
    case("one-way deposit at the drink's rate",
         [code("123", "6")],
         [cash("10.00")],
         lines=["Mineralwasser 0,5 l | 6 | 0.89 | 0.00 | 5.34 | 19",
                "Pfand Einwegflasche/Dose | 6 | 0.25 | 0.00 | 1.50 | 19"],
         total="6.84",  # 5.34 + 1.50
         vat=[
              # 6.84 / 1.19 = 5.7479 -> 5.75; 6.84 - 5.75 = 1.09
              "19 | 6.84 | 5.75 | 1.09"],
         change="3.16"),  # 10.00 - 6.84
    case("returnable deposit",
         [code("4337185148941", "2")],
         [cash("2.28")],
         lines=["Cola | 2 | 0.99 | 0.00 | 1.98 | 19",
                "Pfand Mehrwegflasche | 2 | 0.15 | 0.00 | 0.30 | 19"],
         total="2.28",  # 1.98 + 0.30
         vat=[
              # 2.28 / 1.19 = 1.9160 -> 1.92; 2.28 - 1.92 = 0.36
              "19 | 2.28 | 1.92 | 0.36"],
         change="0.00"),
    case("beer by the bottle, age seen",
         [code("4260473460015", "3")],
         [cash("20.00")], age_checked=True,
         lines=["Frisch-Pils | 3 | 1.59 | 0.00 | 4.77 | 19",
                "Pfand Bierflasche | 3 | 0.08 | 0.00 | 0.24 | 19"],
         total="5.01",  # 4.77 + 0.24
         vat=[
              # 5.01 / 1.19 = 4.2101 -> 4.21; 5.01 - 4.21 = 0.80
              "19 | 5.01 | 4.21 | 0.80"],
         change="14.99"),  # 20.00 - 5.01
    case("three kinds of deposit in one basket",
         [code("4104390011335"), code("4337185148941"), code("211", "2")],
         [cash("5.00")], age_checked=True,
         lines=["Königbacher Pils | 1 | 0.85 | 0.00 | 0.85 | 19",
                "Pfand Bierflasche | 1 | 0.08 | 0.00 | 0.08 | 19",
                "Cola | 1 | 0.99 | 0.00 | 0.99 | 19",
                "Pfand Mehrwegflasche | 1 | 0.15 | 0.00 | 0.15 | 19",
                "Pils 0,5 l Dose | 2 | 0.95 | 0.00 | 1.90 | 19",
                "Pfand Einwegflasche/Dose | 2 | 0.25 | 0.00 | 0.50 | 19"],
         total="4.47",  # 0.85 + 0.08 + 0.99 + 0.15 + 1.90 + 0.50
         vat=[
              # 4.47 / 1.19 = 3.7563 -> 3.76; 4.47 - 3.76 = 0.71
              "19 | 4.47 | 3.76 | 0.71"],
         change="0.53"),  # 5.00 - 4.47
    case("a crate of beer: bottles and crate",
         [code("4099999000012")],
         [cash("50.00")], age_checked=True,
         lines=["Kasten Krombacher Pils 20 x 0,5 l | 1 | 19.99 | 0.00 | 19.99 | 19",
                "Pfand Bierflasche | 20 | 0.08 | 0.00 | 1.60 | 19",
                "Pfand Kasten | 1 | 1.50 | 0.00 | 1.50 | 19"],
         total="23.09",  # 19.99 + 1.60 + 1.50
         vat=[
              # 23.09 / 1.19 = 19.4034 -> 19.40; 23.09 - 19.40 = 3.69
              "19 | 23.09 | 19.40 | 3.69"],
         change="26.91"),  # 50.00 - 23.09
    case("two crates of water, by card",
         [code("4099999000098", "2")],
         [card("21.58")],
         lines=["Kasten Gerolsteiner Sprudel 12 x 0,75 l | 2 | 7.49 | 0.00 | 14.98 | 19",
                "Pfand Mehrwegflasche | 24 | 0.15 | 0.00 | 3.60 | 19",
                "Pfand Kasten | 2 | 1.50 | 0.00 | 3.00 | 19"],
         total="21.58",  # 14.98 + 3.60 + 3.00
         vat=[
              # 21.58 / 1.19 = 18.1345 -> 18.13; 21.58 - 18.13 = 3.45
              "19 | 21.58 | 18.13 | 3.45"],
         change="0.00"),
    case("spirits and wine",
         [code("4003310013759"), code("4003185161470", "2")],
         [cash("20.00")], age_checked=True,
         lines=["Wodka Gorbatschow | 1 | 11.29 | 0.00 | 11.29 | 19",
                "Rotwein | 2 | 3.69 | 0.00 | 7.38 | 19"],
         total="18.67",  # 11.29 + 7.38
         vat=[
              # 18.67 / 1.19 = 15.6891 -> 15.69; 18.67 - 15.69 = 2.98
              "19 | 18.67 | 15.69 | 2.98"],
         change="1.33"),  # 20.00 - 18.67
    case("bananas by weight",
         [code("130", "0.412")],
         [cash("1.00")],
         lines=[
                # 0.412 x 1.79 = 0.73748 -> 0.74
                "Bananen, lose | 0.412 | 1.79 | 0.00 | 0.74 | 7"],
         total="0.74",
         vat=[
              # 0.74 / 1.07 = 0.6916 -> 0.69; 0.74 - 0.69 = 0.05
              "7 | 0.74 | 0.69 | 0.05"],
         change="0.26"),  # 1.00 - 0.74
    case("half a kilogram rounds half a cent up",
         [code("139", "0.500")],
         [cash("0.75")],
         lines=[
                # 0.500 x 1.49 = 0.745 -> 0.75
                "Kartoffeln, lose | 0.500 | 1.49 | 0.00 | 0.75 | 7"],
         total="0.75",
         vat=[
              # 0.75 / 1.07 = 0.7009 -> 0.70; 0.75 - 0.70 = 0.05
              "7 | 0.75 | 0.70 | 0.05"],
         change="0.00"),
    case("each weighed line is rounded on its own",
         [code("139", "0.5"), code("131", "0.5"), code("140", "0.5")],
         [cash("5.00")],
         lines=[
                # 0.500 x 1.49 = 0.745 -> 0.75
                "Kartoffeln, lose | 0.500 | 1.49 | 0.00 | 0.75 | 7",
                # 0.500 x 2.49 = 1.245 -> 1.25
                "Äpfel, lose | 0.500 | 2.49 | 0.00 | 1.25 | 7",
                # 0.500 x 1.29 = 0.645 -> 0.65
                "Möhren, lose | 0.500 | 1.29 | 0.00 | 0.65 | 7"],
         total="2.65",  # 0.75 + 1.25 + 0.65
         vat=[
              # 2.65 / 1.07 = 2.4766 -> 2.48; 2.65 - 2.48 = 0.17
              "7 | 2.65 | 2.48 | 0.17"],
         change="2.35"),  # 5.00 - 2.65
    case("just below half a cent rounds down",
         [code("136", "0.245")],
         [cash("0.73")],
         lines=[
                # 0.245 x 2.99 = 0.73255 -> 0.73
                "Tomaten, lose | 0.245 | 2.99 | 0.00 | 0.73 | 7"],
         total="0.73",
         vat=[
              # 0.73 / 1.07 = 0.6822 -> 0.68; 0.73 - 0.68 = 0.05
              "7 | 0.73 | 0.68 | 0.05"],
         change="0.00"),
    case("half a cent of a dear weight",
         [code("217", "1.250"), code("219", "0.750")],
         [card("22.35")],
         lines=[
                # 1.250 x 12.49 = 15.6125 -> 15.61
                "Rindergulasch, Theke | 1.250 | 12.49 | 0.00 | 15.61 | 7",
                # 0.750 x 8.99 = 6.7425 -> 6.74
                "Schweineschnitzel, Theke | 0.750 | 8.99 | 0.00 | 6.74 | 7"],
         total="22.35",  # 15.61 + 6.74
         vat=[
              # 22.35 / 1.07 = 20.8879 -> 20.89; 22.35 - 20.89 = 1.46
              "7 | 22.35 | 20.89 | 1.46"],
         change="0.00"),
    case("two grams cost a cent",
         [code("136", "0.002")],
         [cash("0.01")],
         lines=[
                # 0.002 x 2.99 = 0.00598 -> 0.01
                "Tomaten, lose | 0.002 | 2.99 | 0.00 | 0.01 | 7"],
         total="0.01",
         vat=[
              # 0.01 / 1.07 = 0.0093 -> 0.01; 0.01 - 0.01 = 0.00
              "7 | 0.01 | 0.01 | 0.00"],
         change="0.00"),
    case("one gram costs nothing, and nothing is paid",
         [code("130", "0.001")],
         [],
         lines=[
                # 0.001 x 1.79 = 0.00179 -> 0.00
                "Bananen, lose | 0.001 | 1.79 | 0.00 | 0.00 | 7"],
         total="0.00",
         vat=[
              # 0.00 / 1.07 = 0.0000 -> 0.00; 0.00 - 0.00 = 0.00
              "7 | 0.00 | 0.00 | 0.00"],
         change="0.00"),
    case("open lines at 7, 19 and 0 %",
         [unlisted("Brötchen", "0.45", "7", "3"), unlisted("Kerze", "2.95", "19"),
          unlisted("Briefmarke", "0.95", "0", "2")],
         [cash("10.00")],
         lines=["Brötchen | 3 | 0.45 | 0.00 | 1.35 | 7",
                "Kerze | 1 | 2.95 | 0.00 | 2.95 | 19",
                "Briefmarke | 2 | 0.95 | 0.00 | 1.90 | 0"],
         total="6.20",  # 1.35 + 2.95 + 1.90
         vat=[
              # 2.95 / 1.19 = 2.4790 -> 2.48; 2.95 - 2.48 = 0.47
              "19 | 2.95 | 2.48 | 0.47",
              # 1.35 / 1.07 = 1.2617 -> 1.26; 1.35 - 1.26 = 0.09
              "7 | 1.35 | 1.26 | 0.09",
              # 1.90 / 1 = 1.9000 -> 1.90; 1.90 - 1.90 = 0.00
              "0 | 1.90 | 1.90 | 0.00"],
         change="3.80"),  # 10.00 - 6.20
    case("an open line for nothing",
         [unlisted("Kostprobe", "0.00", "7"), code("101")],
         [cash("0.50")],
         lines=["Kostprobe | 1 | 0.00 | 0.00 | 0.00 | 7",
                "Brötchen | 1 | 0.45 | 0.00 | 0.45 | 7"],
         total="0.45",  # 0.00 + 0.45
         vat=[
              # 0.45 / 1.07 = 0.4206 -> 0.42; 0.45 - 0.42 = 0.03
              "7 | 0.45 | 0.42 | 0.03"],
         change="0.05"),  # 0.50 - 0.45
    case("a newspaper by its code alone, 7 %",
         [code("4191234502500")],
         [cash("2.50")],
         lines=["Press 12345 | 1 | 2.50 | 0.00 | 2.50 | 7"],
         total="2.50",
         vat=[
              # 2.50 / 1.07 = 2.3364 -> 2.34; 2.50 - 2.34 = 0.16
              "7 | 2.50 | 2.34 | 0.16"],
         change="0.00"),
    case("a newspaper with its add-on",
         [code("419123450250047")],
         [cash("5.00")],
         lines=["Press 12345 | 1 | 2.50 | 0.00 | 2.50 | 7"],
         total="2.50",
         vat=[
              # 2.50 / 1.07 = 2.3364 -> 2.34; 2.50 - 2.34 = 0.16
              "7 | 2.50 | 2.34 | 0.16"],
         change="2.50"),  # 5.00 - 2.50
    case("a press article at 19 %",
         [code("4145432109900")],
         [cash("10.00")],
         lines=["Press 54321 | 1 | 9.90 | 0.00 | 9.90 | 19"],
         total="9.90",
         vat=[
              # 9.90 / 1.19 = 8.3193 -> 8.32; 9.90 - 8.32 = 1.58
              "19 | 9.90 | 8.32 | 1.58"],
         change="0.10"),  # 10.00 - 9.90
    case("a press code without a price asks for it",
         [code("4191234500001", price="3.30")],
         [cash("3.30")],
         lines=["Press 12345 | 1 | 3.30 | 0.00 | 3.30 | 7"],
         total="3.30",
         vat=[
              # 3.30 / 1.07 = 3.0841 -> 3.08; 3.30 - 3.08 = 0.22
              "7 | 3.30 | 3.08 | 0.22"],
         change="0.00"),
    case("a listed magazine at the price of its code",
         [code("4199910305902"), code("150", price="1.80")],
         [cash("10.00")],
         lines=["Die Woche im Norden, Wochenzeitung | 1 | 5.90 | 0.00 | 5.90 | 7",
                "Zeitung | 1 | 1.80 | 0.00 | 1.80 | 7"],
         total="7.70",  # 5.90 + 1.80
         vat=[
              # 7.70 / 1.07 = 7.1963 -> 7.20; 7.70 - 7.20 = 0.50
              "7 | 7.70 | 7.20 | 0.50"],
         change="2.30"),  # 10.00 - 7.70
    case("a magazine for adults",
         [code("4347777706909")],
         [card("6.90")], age_checked=True,
         lines=["Press 77777 | 1 | 6.90 | 0.00 | 6.90 | 19"],
         total="6.90",
         vat=[
              # 6.90 / 1.19 = 5.7983 -> 5.80; 6.90 - 5.80 = 1.10
              "19 | 6.90 | 5.80 | 1.10"],
         change="0.00"),
    case("tobacco beside a basket discount, which leaves it alone",
         [code("160"), code("163"), code("4000417703002")],
         [cash("12.00")], discount={"percent": "10"}, age_checked=True,
         lines=["Zigaretten, 20 Stück | 1 | 8.90 | 0.00 | 8.90 | 19",
                # 10 % of 1.20 + 1.99 = 3.19 is 0.319 -> 0.32; 32 x 120 / 319 = 12.04, 32 x 199 / 319 = 19.96
                "Feuerzeug | 1 | 1.20 | 0.12 | 1.08 | 19",
                # 12 + 19 leave one cent for the larger rest, .96
                "Ritter sport | 1 | 1.99 | 0.20 | 1.79 | 7"],
         total="11.77",  # 8.90 + 1.08 + 1.79
         vat=[
              # 8.90 + 1.08 = 9.98; 9.98 / 1.19 = 8.3866 -> 8.39; 9.98 - 8.39 = 1.59
              "19 | 9.98 | 8.39 | 1.59",
              # 1.79 / 1.07 = 1.6729 -> 1.67; 1.79 - 1.67 = 0.12
              "7 | 1.79 | 1.67 | 0.12"],
         change="0.23"),  # 12.00 - 11.77
    case("one euro off three equal prices at two rates",
         [code("104"), code("164"), code("4337185148941")],
         [cash("2.12")], discount={"amount": "1.00"},
         lines=[
                # 100 x 99 / 297 = 33.33 each; the cent left over goes to the first
                "Laugenbrezel | 1 | 0.99 | 0.34 | 0.65 | 7",
                "Zigarettenpapier | 1 | 0.99 | 0.33 | 0.66 | 19",
                "Cola | 1 | 0.99 | 0.33 | 0.66 | 19",
                "Pfand Mehrwegflasche | 1 | 0.15 | 0.00 | 0.15 | 19"],
         total="2.12",  # 0.65 + 0.66 + 0.66 + 0.15
         vat=[
              # 0.66 + 0.66 + 0.15 = 1.47; 1.47 / 1.19 = 1.2353 -> 1.24; 1.47 - 1.24 = 0.23
              "19 | 1.47 | 1.24 | 0.23",
              # 0.65 / 1.07 = 0.6075 -> 0.61; 0.65 - 0.61 = 0.04
              "7 | 0.65 | 0.61 | 0.04"],
         change="0.00"),
    case("ten percent over two rates, the larger remainders win",
         [code("4104420139909"), code("236"), code("101")],
         [cash("5.00")], discount={"percent": "10"},
         lines=[
                # 10 % of 3.49 is 0.349 -> 0.35; 35 x 139 / 349 = 13.94, x 165 = 16.55, x 45 = 4.51
                "CHIPS | 1 | 1.39 | 0.14 | 1.25 | 7",
                # 13 + 16 + 4 = 33: the two cents left over go to .94 and .55
                "Taschentücher, 10 Päckchen | 1 | 1.65 | 0.17 | 1.48 | 19",
                "Brötchen | 1 | 0.45 | 0.04 | 0.41 | 7"],
         total="3.14",  # 1.25 + 1.48 + 0.41
         vat=[
              # 1.48 / 1.19 = 1.2437 -> 1.24; 1.48 - 1.24 = 0.24
              "19 | 1.48 | 1.24 | 0.24",
              # 1.25 + 0.41 = 1.66; 1.66 / 1.07 = 1.5514 -> 1.55; 1.66 - 1.55 = 0.11
              "7 | 1.66 | 1.55 | 0.11"],
         change="1.86"),  # 5.00 - 3.14
    case("a percentage on a line, half a cent up",
         [code("101", "1", discount={"percent": "10"}), code("101")],
         [cash("0.85")],
         lines=[
                # 10 % of 0.45 = 0.045 -> 0.05
                "Brötchen | 1 | 0.45 | 0.05 | 0.40 | 7",
                "Brötchen | 1 | 0.45 | 0.00 | 0.45 | 7"],
         total="0.85",  # 0.40 + 0.45
         vat=[
              # 0.85 / 1.07 = 0.7944 -> 0.79; 0.85 - 0.79 = 0.06
              "7 | 0.85 | 0.79 | 0.06"],
         change="0.00"),
    case("a percentage with decimals on a line with deposit",
         [code("123", "4", discount={"percent": "12.5"})],
         [cash("5.00")],
         lines=[
                # 12.5 % of 3.56 = 0.445 -> 0.45; the deposit is never reduced
                "Mineralwasser 0,5 l | 4 | 0.89 | 0.45 | 3.11 | 19",
                "Pfand Einwegflasche/Dose | 4 | 0.25 | 0.00 | 1.00 | 19"],
         total="4.11",  # 3.11 + 1.00
         vat=[
              # 4.11 / 1.19 = 3.4538 -> 3.45; 4.11 - 3.45 = 0.66
              "19 | 4.11 | 3.45 | 0.66"],
         change="0.89"),  # 5.00 - 4.11
    case("an amount off a line",
         [code("4333465829111", "2", discount={"amount": "0.50"})],
         [cash("4.68")],
         lines=["Kekse | 2 | 2.59 | 0.50 | 4.68 | 7"],
         total="4.68",
         vat=[
              # 4.68 / 1.07 = 4.3738 -> 4.37; 4.68 - 4.37 = 0.31
              "7 | 4.68 | 4.37 | 0.31"],
         change="0.00"),
    case("line and basket discount one after the other",
         [code("4333465829111", "2", discount={"amount": "0.50"}), code("237", discount={"percent": "20"}),
          code("278")],
         [cash("10.00")], discount={"amount": "1.00"},
         lines=[
                # 0.50, then 100 x 468 / 1057 = 44.28: the basket's base is 4.68 + 3.40 + 2.49 = 10.57
                "Kekse | 2 | 2.59 | 0.94 | 4.24 | 7",
                # 20 % of 4.25 = 0.85, then 100 x 340 / 1057 = 32.17
                "Toilettenpapier, 8 Rollen | 1 | 4.25 | 1.17 | 3.08 | 19",
                # 100 x 249 / 1057 = 23.56; 44 + 32 + 23 = 99: the cent goes to .56
                "Eier aus Bodenhaltung, 10 Stück | 1 | 2.49 | 0.24 | 2.25 | 7"],
         total="9.57",  # 4.24 + 3.08 + 2.25
         vat=[
              # 3.08 / 1.19 = 2.5882 -> 2.59; 3.08 - 2.59 = 0.49
              "19 | 3.08 | 2.59 | 0.49",
              # 4.24 + 2.25 = 6.49; 6.49 / 1.07 = 6.0654 -> 6.07; 6.49 - 6.07 = 0.42
              "7 | 6.49 | 6.07 | 0.42"],
         change="0.43"),  # 10.00 - 9.57
    case("everything for nothing",
         [code("4000417703002"), code("121")],
         [], discount={"percent": "100"},
         lines=["Ritter sport | 1 | 1.99 | 1.99 | 0.00 | 7",
                "Kaffee zum Mitnehmen, groß | 1 | 2.50 | 2.50 | 0.00 | 19"],
         total="0.00",  # 0.00 + 0.00
         vat=[
              # 0.00 / 1.19 = 0.0000 -> 0.00; 0.00 - 0.00 = 0.00
              "19 | 0.00 | 0.00 | 0.00",
              # 0.00 / 1.07 = 0.0000 -> 0.00; 0.00 - 0.00 = 0.00
              "7 | 0.00 | 0.00 | 0.00"],
         change="0.00"),
    case("another price for a dented tin",
         [code("4333465829111", price="1.99"), code("4062800008675", "2", price="1.50")],
         [cash("5.00")],
         lines=["Kekse | 1 | 1.99 | 0.00 | 1.99 | 7",
                "Frische Vollmilch | 2 | 1.50 | 0.00 | 3.00 | 7"],
         total="4.99",  # 1.99 + 3.00
         vat=[
              # 4.99 / 1.07 = 4.6636 -> 4.66; 4.99 - 4.66 = 0.33
              "7 | 4.99 | 4.66 | 0.33"],
         change="0.01"),  # 5.00 - 4.99
    case("another price by weight, and a discount on it",
         [code("135", "0.735", price="2.99", discount={"percent": "10"})],
         [cash("2.00")],
         lines=[
                # 0.735 x 2.99 = 2.19765 -> 2.20
                # 10 % of 2.20 = 0.22
                "Weintrauben, lose | 0.735 | 2.99 | 0.22 | 1.98 | 7"],
         total="1.98",
         vat=[
              # 1.98 / 1.07 = 1.8505 -> 1.85; 1.98 - 1.85 = 0.13
              "7 | 1.98 | 1.85 | 0.13"],
         change="0.02"),  # 2.00 - 1.98
    case("empties alone are paid out",
         [code("PFAND025", "8"), code("PFAND008", "20"), code("PFAND150")],
         [],
         lines=["Leergut 0,25 | -8 | 0.25 | 0.00 | -2.00 | 19",
                "Leergut 0,08 | -20 | 0.08 | 0.00 | -1.60 | 19",
                "Leergut Kasten leer 1,50 | -1 | 1.50 | 0.00 | -1.50 | 19"],
         total="-5.10",  # -2.00 - 1.60 - 1.50
         vat=[
              # -5.10 / 1.19 = -4.2857 -> -4.29; -5.10 + 4.29 = -0.81
              "19 | -5.10 | -4.29 | -0.81"],
         change="0.00"),
    case("empties paid out, said in so many words",
         [code("pfand015", "6")],
         [cash("-0.90")],
         lines=["Leergut 0,15 | -6 | 0.15 | 0.00 | -0.90 | 19"],
         total="-0.90",
         vat=[
              # -0.90 / 1.19 = -0.7563 -> -0.76; -0.90 + 0.76 = -0.14
              "19 | -0.90 | -0.76 | -0.14"],
         change="0.00"),
    case("empties go against a purchase",
         [code("123", "2"), code("PFAND025", "4"), code("101", "2")],
         [cash("3.00")],
         lines=["Mineralwasser 0,5 l | 2 | 0.89 | 0.00 | 1.78 | 19",
                "Pfand Einwegflasche/Dose | 2 | 0.25 | 0.00 | 0.50 | 19",
                "Leergut 0,25 | -4 | 0.25 | 0.00 | -1.00 | 19",
                "Brötchen | 2 | 0.45 | 0.00 | 0.90 | 7"],
         total="2.18",  # 1.78 + 0.50 - 1.00 + 0.90
         vat=[
              # 1.78 + 0.50 - 1.00 = 1.28; 1.28 / 1.19 = 1.0756 -> 1.08; 1.28 - 1.08 = 0.20
              "19 | 1.28 | 1.08 | 0.20",
              # 0.90 / 1.07 = 0.8411 -> 0.84; 0.90 - 0.84 = 0.06
              "7 | 0.90 | 0.84 | 0.06"],
         change="0.82"),  # 3.00 - 2.18
    case("empties worth just what is bought",
         [code("PFAND025", "5"), unlisted("Blumen", "1.25", "7")],
         [],
         lines=["Leergut 0,25 | -5 | 0.25 | 0.00 | -1.25 | 19",
                "Blumen | 1 | 1.25 | 0.00 | 1.25 | 7"],
         total="0.00",  # -1.25 + 1.25
         vat=[
              # -1.25 / 1.19 = -1.0504 -> -1.05; -1.25 + 1.05 = -0.20
              "19 | -1.25 | -1.05 | -0.20",
              # 1.25 / 1.07 = 1.1682 -> 1.17; 1.25 - 1.17 = 0.08
              "7 | 1.25 | 1.17 | 0.08"],
         change="0.00"),
    case("a return without a receipt",
         [code("4333465829111", "-1")],
         [],
         lines=["Kekse | -1 | 2.59 | 0.00 | -2.59 | 7"],
         total="-2.59",
         vat=[
              # -2.59 / 1.07 = -2.4206 -> -2.42; -2.59 + 2.42 = -0.17
              "7 | -2.59 | -2.42 | -0.17"],
         change="0.00"),
    case("a weighed return mirrors its sale",
         [code("139", "-0.500")],
         [],
         lines=[
                # -0.500 x 1.49 = -0.745 -> -0.75
                "Kartoffeln, lose | -0.500 | 1.49 | 0.00 | -0.75 | 7"],
         total="-0.75",
         vat=[
              # -0.75 / 1.07 = -0.7009 -> -0.70; -0.75 + 0.70 = -0.05
              "7 | -0.75 | -0.70 | -0.05"],
         change="0.00"),
    case("a returned bottle with its deposit",
         [code("4337185148941", "-2")],
         [],
         lines=["Cola | -2 | 0.99 | 0.00 | -1.98 | 19",
                "Pfand Mehrwegflasche | -2 | 0.15 | 0.00 | -0.30 | 19"],
         total="-2.28",  # -1.98 - 0.30
         vat=[
              # -2.28 / 1.19 = -1.9160 -> -1.92; -2.28 + 1.92 = -0.36
              "19 | -2.28 | -1.92 | -0.36"],
         change="0.00"),
    case("an exchange without a receipt, money on top",
         [code("4333465829111", "-1"), code("4000417703002", "2")],
         [cash("1.39")],
         lines=["Kekse | -1 | 2.59 | 0.00 | -2.59 | 7",
                "Ritter sport | 2 | 1.99 | 0.00 | 3.98 | 7"],
         total="1.39",  # -2.59 + 3.98
         vat=[
              # 1.39 / 1.07 = 1.2991 -> 1.30; 1.39 - 1.30 = 0.09
              "7 | 1.39 | 1.30 | 0.09"],
         change="0.00"),
    case("a discount passes returned goods by",
         [code("4333465829111", "-1"), code("237")],
         [cash("1.23")], discount={"percent": "10"},
         lines=["Kekse | -1 | 2.59 | 0.00 | -2.59 | 7",
                # 10 % of 4.25 = 0.425 -> 0.43
                "Toilettenpapier, 8 Rollen | 1 | 4.25 | 0.43 | 3.82 | 19"],
         total="1.23",  # -2.59 + 3.82
         vat=[
              # 3.82 / 1.19 = 3.2101 -> 3.21; 3.82 - 3.21 = 0.61
              "19 | 3.82 | 3.21 | 0.61",
              # -2.59 / 1.07 = -2.4206 -> -2.42; -2.59 + 2.42 = -0.17
              "7 | -2.59 | -2.42 | -0.17"],
         change="0.00"),
    case("a returned article paid back to the card",
         [code("237", "-1")],
         [card("-4.25")],
         lines=["Toilettenpapier, 8 Rollen | -1 | 4.25 | 0.00 | -4.25 | 19"],
         total="-4.25",
         vat=[
              # -4.25 / 1.19 = -3.5714 -> -3.57; -4.25 + 3.57 = -0.68
              "19 | -4.25 | -3.57 | -0.68"],
         change="0.00"),
    case("card and cash",
         [code("172", "3"), code("173")],
         [card("10.00"), cash("5.00")],
         lines=["Grußkarte | 3 | 2.50 | 0.00 | 7.50 | 19",
                "Blumenstrauß | 1 | 5.95 | 0.00 | 5.95 | 7"],
         total="13.45",  # 7.50 + 5.95
         vat=[
              # 7.50 / 1.19 = 6.3025 -> 6.30; 7.50 - 6.30 = 1.20
              "19 | 7.50 | 6.30 | 1.20",
              # 5.95 / 1.07 = 5.5607 -> 5.56; 5.95 - 5.56 = 0.39
              "7 | 5.95 | 5.56 | 0.39"],
         change="1.55"),  # 15.00 - 13.45
    case("cash in two notes, overpaid",
         [code("237", "5")],
         [cash("20.00"), cash("10.00")],
         lines=["Toilettenpapier, 8 Rollen | 5 | 4.25 | 0.00 | 21.25 | 19"],
         total="21.25",
         vat=[
              # 21.25 / 1.19 = 17.8571 -> 17.86; 21.25 - 17.86 = 3.39
              "19 | 21.25 | 17.86 | 3.39"],
         change="8.75"),  # 30.00 - 21.25
    case("a large note for a small thing",
         [code("170")],
         [cash("100.00")],
         lines=["Papiertragetasche | 1 | 0.25 | 0.00 | 0.25 | 19"],
         total="0.25",
         vat=[
              # 0.25 / 1.19 = 0.2101 -> 0.21; 0.25 - 0.21 = 0.04
              "19 | 0.25 | 0.21 | 0.04"],
         change="99.75"),  # 100.00 - 0.25
    case("a labelled weight",
         [code("2812345004128")],
         [cash("7.00")],
         lines=[
                # 0.412 x 16.90 = 6.9628 -> 6.96
                "Bergkäse am Stück | 0.412 | 16.90 | 0.00 | 6.96 | 7"],
         total="6.96",
         vat=[
              # 6.96 / 1.07 = 6.5047 -> 6.50; 6.96 - 6.50 = 0.46
              "7 | 6.96 | 6.50 | 0.46"],
         change="0.04"),  # 7.00 - 6.96
    case("two labels of one cheese, and one comes back",
         [code("2812345004128"), code("2812341001251"), code("2812341001251", "-1")],
         [cash("10.00")],
         lines=[
                # 0.412 x 16.90 = 6.9628 -> 6.96
                "Bergkäse am Stück | 0.412 | 16.90 | 0.00 | 6.96 | 7",
                # 0.125 x 16.90 = 2.1125 -> 2.11
                "Bergkäse am Stück | 0.125 | 16.90 | 0.00 | 2.11 | 7",
                # -0.125 x 16.90 = -2.1125 -> -2.11
                "Bergkäse am Stück | -0.125 | 16.90 | 0.00 | -2.11 | 7"],
         total="6.96",  # 6.96 + 2.11 - 2.11
         vat=[
              # 6.96 / 1.07 = 6.5047 -> 6.50; 6.96 - 6.50 = 0.46
              "7 | 6.96 | 6.50 | 0.46"],
         change="3.04"),  # 10.00 - 6.96
    case("a labelled price",
         [code("2256786003492")],
         [cash("3.50")],
         lines=["Fleischwurst im Ring | 1 | 3.49 | 0.00 | 3.49 | 7"],
         total="3.49",
         vat=[
              # 3.49 / 1.07 = 3.2617 -> 3.26; 3.49 - 3.26 = 0.23
              "7 | 3.49 | 3.26 | 0.23"],
         change="0.01"),  # 3.50 - 3.49
    case("a whole lot of one thing",
         [code("101", "9999")],
         [card("4499.55")],
         lines=["Brötchen | 9999 | 0.45 | 0.00 | 4499.55 | 7"],
         total="4499.55",
         vat=[
              # 4499.55 / 1.07 = 4205.1869 -> 4205.19; 4499.55 - 4205.19 = 294.36
              "7 | 4499.55 | 4205.19 | 294.36"],
         change="0.00"),
    case("the week's shopping",
         [code("4062800008675", "2"), code("101", "6"), code("130", "1.034"), code("136", "0.615"),
          code("4260473460015", "6"), code("160"), code("4199910101207"), code("PFAND008", "11"), code("237"),
          unlisted("Postkarte", "0.80", "19", "2")],
         [cash("50.00")], age_checked=True,
         lines=["Frische Vollmilch | 2 | 1.89 | 0.00 | 3.78 | 7",
                "Brötchen | 6 | 0.45 | 0.00 | 2.70 | 7",
                # 1.034 x 1.79 = 1.85086 -> 1.85
                "Bananen, lose | 1.034 | 1.79 | 0.00 | 1.85 | 7",
                # 0.615 x 2.99 = 1.83885 -> 1.84
                "Tomaten, lose | 0.615 | 2.99 | 0.00 | 1.84 | 7",
                "Frisch-Pils | 6 | 1.59 | 0.00 | 9.54 | 19",
                "Pfand Bierflasche | 6 | 0.08 | 0.00 | 0.48 | 19",
                "Zigaretten, 20 Stück | 1 | 8.90 | 0.00 | 8.90 | 19",
                "Morgenblatt, Tageszeitung | 1 | 1.20 | 0.00 | 1.20 | 7",
                "Leergut 0,08 | -11 | 0.08 | 0.00 | -0.88 | 19",
                "Toilettenpapier, 8 Rollen | 1 | 4.25 | 0.00 | 4.25 | 19",
                "Postkarte | 2 | 0.80 | 0.00 | 1.60 | 19"],
         total="35.26",  # 3.78 + 2.70 + 1.85 + 1.84 + 9.54 + 0.48 + 8.90 + 1.20 - 0.88 + 4.25 + 1.60
         vat=[
              # 9.54 + 0.48 + 8.90 - 0.88 + 4.25 + 1.60 = 23.89; 23.89 / 1.19 = 20.0756 -> 20.08; 23.89 - 20.08 = 3.81
              "19 | 23.89 | 20.08 | 3.81",
              # 3.78 + 2.70 + 1.85 + 1.84 + 1.20 = 11.37; 11.37 / 1.07 = 10.6262 -> 10.63; 11.37 - 10.63 = 0.74
              "7 | 11.37 | 10.63 | 0.74"],
         change="14.74"),  # 50.00 - 35.26
]
# fmt: on


def shown(answer: Fields) -> list[str]:
    columns = ("name", "quantity", "unit_price", "discount", "total", "tax_rate")
    return [" | ".join(line[column] for column in columns) for line in answer["lines"]]


def vat_shown(answer: Fields) -> list[str]:
    return [" | ".join((vat["rate"], vat["gross"], vat["net"], vat["tax"])) for vat in answer["vat"]]


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def discounts(case: Case) -> list[Decimal]:
    """Each goods line's discount once more, largest remainder first; deposits, empties and tobacco take none."""
    goods = [line.split(" | ") for line in case.lines if not line.startswith("Pfand")]
    own, base = [], []
    for asked, (name, quantity, price, *_rest) in zip(case.basket["lines"], goods, strict=True):
        gross = cents(Decimal(quantity) * Decimal(price))
        own.append(taken(asked.get("discount"), gross))
        base.append(gross - own[-1] if gross > 0 and name not in PRICE_BOUND else Decimal(0))
    whole = sum(base, Decimal(0))
    off = taken(case.basket.get("discount"), whole) * 100
    shares = [divmod(off * part, whole) if whole else (Decimal(0), Decimal(0)) for part in base]
    left = int(off - sum(cent for cent, _rest in shares))
    winners = sorted(range(len(shares)), key=lambda place: -shares[place][1])[:left]
    return [own[n] + (cent + (n in winners)) / 100 for n, (cent, _rest) in enumerate(shares)]


def taken(discount: Fields | None, gross: Decimal) -> Decimal:
    if discount is None:
        return Decimal(0)
    return Decimal(discount["amount"]) if "amount" in discount else cents(gross * Decimal(discount["percent"]) / 100)


@pytest.fixture(scope="module")
def shop(copy_of: Callable[[], "Kasse"]) -> Iterator["Kasse"]:
    """A demo shop that also has a scale; in the end its books add up."""
    kasse = copy_of()
    kasse.done("import", "products", "-", given=LABELLED.encode())
    yield kasse
    assert "All adds up" in kasse.done("verify")


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 45
    assert len({case.title for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_basket_is_sold_as_computed_by_hand(shop: "Kasse", case: Case) -> None:
    answer = shop.sold(case.basket)
    assert shown(answer) == case.lines
    assert answer["total"] == case.total
    assert vat_shown(answer) == case.vat
    assert answer["change"] == case.change
    assert answer["state"] == "completed"
    assert answer["receipt_no"] > 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_the_hand_made_figures_agree_with_themselves(case: Case) -> None:
    sums: dict[str, Decimal] = {}
    for line in case.lines:
        _name, quantity, price, discount, total, rate = line.split(" | ")
        assert cents(Decimal(quantity) * Decimal(price)) - Decimal(discount) == Decimal(total)
        sums[rate] = sums.get(rate, Decimal(0)) + Decimal(total)
    by_hand = [Decimal(line.split(" | ")[3]) for line in case.lines if not line.startswith("Pfand")]
    assert by_hand == discounts(case)
    assert sum(sums.values(), Decimal(0)) == Decimal(case.total)
    assert {vat.split(" | ")[0]: Decimal(vat.split(" | ")[1]) for vat in case.vat} == sums
    for vat in case.vat:
        percent, gross, net, tax = map(Decimal, vat.split(" | "))
        assert net == cents(gross / (1 + percent / 100))
        assert net + tax == gross
    given = sum((Decimal(tender["amount"]) for tender in case.basket["tenders"]), Decimal(0))
    assert Decimal(case.change) == (given - Decimal(case.total) if case.basket["tenders"] else 0)


# Goods that come back with their receipt


def bought(shop: "Kasse", *lines: Fields, **more: object) -> str:
    """Sell this for just enough card money; gives the receipt's number."""
    asked = shop.sold({"lines": list(lines), **more}, "--dry-run")
    answer = shop.sold({"lines": list(lines), "tenders": [card(asked["total"])], **more})
    return str(answer["receipt_no"])


def test_a_whole_receipt_comes_back(shop: "Kasse") -> None:
    receipt = bought(shop, code("123", "2"), code("101", "4"))
    answer = shop.sold({"lines": [{"return": {"receipt_no": receipt}}]})
    assert shown(answer) == [
        "Mineralwasser 0,5 l | -2 | 0.89 | 0.00 | -1.78 | 19",
        "Pfand Einwegflasche/Dose | -2 | 0.25 | 0.00 | -0.50 | 19",
        "Brötchen | -4 | 0.45 | 0.00 | -1.80 | 7",
    ]
    assert answer["total"] == "-4.08"  # 1.78 + 0.50 + 1.80
    # 2.28 / 1.19 = 1.9160 -> 1.92; 1.80 / 1.07 = 1.6822 -> 1.68
    assert vat_shown(answer) == ["19 | -2.28 | -1.92 | -0.36", "7 | -1.80 | -1.68 | -0.12"]
    assert answer["tenders"] == [cash("-4.08")]
    assert shop.not_sold({"lines": [{"return": {"receipt_no": receipt}}]})["error"] == "all_returned"


def test_one_of_three_comes_back_with_its_deposit(shop: "Kasse") -> None:
    receipt = bought(shop, code("123", "3"))
    one = {"return": {"receipt_no": receipt, "line": "1"}, "quantity": "1"}
    answer = shop.sold({"lines": [one]})
    assert shown(answer) == [
        "Mineralwasser 0,5 l | -1 | 0.89 | 0.00 | -0.89 | 19",
        "Pfand Einwegflasche/Dose | -1 | 0.25 | 0.00 | -0.25 | 19",
    ]
    assert answer["total"] == "-1.14"
    three = {"return": {"receipt_no": receipt, "line": "1"}, "quantity": "3"}
    assert shop.not_sold({"lines": [three]})["error"] == "too_many_returned"


def test_three_discounted_returned_one_by_one_give_back_what_was_paid(shop: "Kasse") -> None:
    # 3 x 1.99 = 5.97, less 10 % = 0.597 -> 0.60: 5.37 paid; 1.79 a piece
    receipt = bought(shop, code("4000417703002", "3", discount={"percent": "10"}), code("101", "1"))
    one = {"return": {"receipt_no": receipt, "line": "1"}}
    refunds = [shop.sold({"lines": [one]})["total"] for _time in range(3)]
    assert refunds == ["-1.79", "-1.79", "-1.79"]
    assert shop.not_sold({"lines": [one]})["error"] == "too_many_returned"


def test_uneven_refunds_add_up_to_the_cent(shop: "Kasse") -> None:
    # 3 x 0.99 = 2.97 less 0.50 = 2.47 paid. Of 2.47 one third is 0.8233 -> 0.82, two thirds 1.6467 -> 1.65:
    # 0.82, then 1.65 - 0.82 = 0.83, then 2.47 - 1.65 = 0.82
    receipt = bought(shop, code("104", "3", discount={"amount": "0.50"}))
    one = {"return": {"receipt_no": receipt, "line": "1"}}
    assert [shop.sold({"lines": [one]})["total"] for _time in range(3)] == ["-0.82", "-0.83", "-0.82"]


def test_part_of_a_weight_comes_back(shop: "Kasse") -> None:
    receipt = bought(shop, code("139", "1.500"))  # 1.5 x 1.49 = 2.235 -> 2.24
    answer = shop.sold({"lines": [{"return": {"receipt_no": receipt, "line": "1"}, "quantity": "0.500"}]})
    assert answer["total"] == "-0.75"  # 2.24 / 3 = 0.7467
    assert answer["lines"][0]["unit"] == "kg"


def test_an_exchange_in_one_receipt_costs_the_difference(shop: "Kasse") -> None:
    receipt = bought(shop, code("4333465829111"))  # 2.59
    lines = [{"return": {"receipt_no": receipt, "line": "1"}}, code("4000539121906")]
    answer = shop.sold({"lines": lines, "tenders": [cash("5.00")]})
    assert shown(answer) == [
        "Kekse | -1 | 2.59 | 0.00 | -2.59 | 7",
        "Pralinen | 1 | 5.55 | 0.00 | 5.55 | 7",
    ]
    assert answer["total"] == "2.96"  # 5.55 - 2.59
    assert vat_shown(answer) == ["7 | 2.96 | 2.77 | 0.19"]  # 2.96 / 1.07 = 2.7664
    assert answer["change"] == "2.04"


# Asked twice


def test_the_same_sale_id_is_booked_once(shop: "Kasse") -> None:
    basket = {"sale_id": "0190b0a0-0000-7000-8000-00000000c0de", "lines": [code("101")], "tenders": [cash("0.50")]}
    first, second = shop.sold(basket), shop.sold(basket)
    assert first == second
    assert first["sale_id"] == basket["sale_id"]
    assert shop.sold({**basket, "sale_id": "0190b0a0-0000-7000-8000-00000000c0df"})["receipt_no"] > first["receipt_no"]


def test_a_return_asked_twice_is_booked_once(shop: "Kasse") -> None:
    receipt = bought(shop, code("124", "2"))
    back = {
        "sale_id": "0190b0a0-0000-7000-8000-00000000beef",
        "lines": [{"return": {"receipt_no": receipt, "line": "1"}, "quantity": "2"}],
    }
    assert shop.sold(back) == shop.sold(back)


def test_another_basket_under_a_used_id_is_refused(shop: "Kasse") -> None:
    basket = {"sale_id": "0190b0a0-0000-7000-8000-0000000000aa", "lines": [code("101")], "tenders": [cash("0.50")]}
    shop.sold(basket)
    assert shop.not_sold({**basket, "lines": [code("102")], "tenders": [cash("1.00")]})["error"] == "id_taken"


def test_a_dry_run_says_the_same_and_books_nothing(demo: "Kasse") -> None:
    basket = {"lines": [code("123", "2")], "tenders": [cash("5.00")]}
    asked = demo.sold(basket, "--dry-run")
    assert (asked["state"], asked["receipt_no"]) == ("dry_run", None)
    booked = demo.sold(basket)
    assert booked["receipt_no"] == 1
    same = ("lines", "total", "vat", "tenders", "change")
    assert {name: asked[name] for name in same} == {name: booked[name] for name in same}
    only_priced = demo.sold({"lines": [code("123", "2")]}, "--dry-run")
    assert (only_priced["total"], only_priced["tenders"], only_priced["change"]) == ("2.28", [], "0.00")


# As a program of its own


@pytest.mark.parametrize("words", [["-m", "ui.main"], ["-c", "from ui.cli import app; app()"]], ids=["main", "cli"])
def test_the_program_itself_sells(demo: "Kasse", words: list[str]) -> None:
    basket = {"lines": [code("101", "2"), code("123")], "tenders": [cash("5.00")]}
    ran = subprocess.run(
        [sys.executable, *words, "sell", "-", "--db", str(demo.file)],
        input=json.dumps(basket).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    answer = json.loads(ran.stdout)
    assert answer["total"] == "2.04"  # 2 x 0.45 + 0.89 + 0.25
    assert answer["change"] == "2.96"
    assert shown(answer)[0] == "Brötchen | 2 | 0.45 | 0.00 | 0.90 | 7"
