"""What people may ask of the company: setting it up, and its settings."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.values import Date, Name, TimeZone
from getcrm.domain.aggregate import MAIN
from getcrm.domain.company import FORGET_AFTER_DAYS, THRESHOLDS, Company, CompanySetUp
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.relationship_stage import STARTING_STAGES, RelationshipStages

CURRENCIES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
    BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
    GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
    KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
    MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS
    UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
"""ISO 4217, what people pay with (MON-1): the choice is for good, so a slip is refused."""


def _currency(code: str) -> str:
    if code not in CURRENCIES.split():
        raise PydanticCustomError("currency", "should be an ISO 4217 code like VND")
    return code


Currency = Annotated[str, Field(pattern="^[A-Z]{3}$"), AfterValidator(_currency)]
Threshold = Annotated[int, Field(ge=1, le=1_000_000_000)]
Days = Annotated[int, Field(ge=1, le=3650)]


class SetUpCompany(Command):
    """The first command of all. language: in which the stages of REL-2 are named."""

    name: Name = "getcrm"
    time_zone: TimeZone = "Asia/Ho_Chi_Minh"
    currency: Currency = "VND"
    language: Literal["vi", "en"] = "vi"


def set_up_company(command: SetUpCompany, desk: Desk) -> Decision:
    if desk.find(Company) is not None:
        raise AlreadyExists(kind=Company.KIND, id=MAIN)
    stages = {desk.new_id(): stage for stage in STARTING_STAGES[command.language]}
    set_up = CompanySetUp(
        name=command.name,
        time_zone=command.time_zone,
        currency=command.currency,
        first_stage=next(iter(stages)),
        forget_stage=next(reversed(stages)),
        forget_after_days=FORGET_AFTER_DAYS,
        thresholds=THRESHOLDS,
    )
    created = [
        event for id, stage in stages.items() for event in RelationshipStages().create(id, stage)
    ]
    return decide(Company, events=[set_up]).also(RelationshipStages, MAIN, created)


class RenameCompany(Command):
    name: Name


def rename_company(command: RenameCompany, desk: Desk) -> Decision:
    return decide(Company, events=desk.load(Company).rename(command.name))


class SetDuplicateCheck(Command):
    """Whether a phone, email or tax code that others have is let pass, warned of or refused."""

    field: Literal["phone", "email", "tax_code"]
    mode: Literal["off", "warn", "refuse"]


def set_duplicate_check(command: SetDuplicateCheck, desk: Desk) -> Decision:
    company = desk.load(Company)
    return decide(Company, events=company.set_duplicate_check(command.field, command.mode))


class SetAutoForget(Command):
    """Days without contact after which a customer moves to Đừng quên (REL-13); null: never."""

    days: Days | None


def set_auto_forget(command: SetAutoForget, desk: Desk) -> Decision:
    company = desk.load(Company)
    if command.days is not None:
        desk.load(RelationshipStages).live(company.forget_stage, "days")
    return decide(Company, events=company.set_auto_forget(command.days))


class SetPotentialThresholds(Command):
    """The lowest scores of 1 to 5 stars (SCO-2)."""

    thresholds: Annotated[list[Threshold], Field(min_length=5, max_length=5)]


def set_potential_thresholds(command: SetPotentialThresholds, desk: Desk) -> Decision:
    company = desk.load(Company)
    return decide(Company, events=company.set_thresholds(tuple(command.thresholds)))


class SetBoardDrag(Command):
    """Whether cards of the customer board can be dragged (REL-14)."""

    enabled: bool


def set_board_drag(command: SetBoardDrag, desk: Desk) -> Decision:
    return decide(Company, events=desk.load(Company).set_board_drag(command.enabled))


class SetHistoryStart(Command):
    """The day on which the company's history begins: nothing is recorded of the time before, and
    older records can be imported once it is set to their time (IMP-9)."""

    day: Date


def set_history_start(command: SetHistoryStart, desk: Desk) -> Decision:
    day = date.fromisoformat(command.day)
    return decide(Company, events=desk.load(Company).set_history_start(day))


HANDLERS: Handlers = {
    SetUpCompany: set_up_company,
    RenameCompany: rename_company,
    SetDuplicateCheck: set_duplicate_check,
    SetAutoForget: set_auto_forget,
    SetPotentialThresholds: set_potential_thresholds,
    SetBoardDrag: set_board_drag,
    SetHistoryStart: set_history_start,
}
