from __future__ import annotations

from tests.check.made import made_view
from tests.steps import steps

from mapconfig.address import Address
from mapconfig.check.suggest import Names, nearest


def test_the_nearest_name_is_found_whatever_its_capitals() -> None:
    """
    A slip, a missing letter or wrong capitals lead to the name that was meant.
    """
    names = Names(["customers", "customers-fr", "prospects", "Account.Type"])

    assert names.closest("cusomers") == "customers"
    assert names.closest("customer-fr") == "customers-fr"
    assert names.closest("account.type") == "Account.Type"
    assert names.closest("Prospect") == "prospects"


def test_nothing_is_suggested_when_nothing_is_near() -> None:
    """
    A wrong suggestion is worse than none.
    """
    assert Names(["customers", "prospects"]).closest("zzz") == ""
    assert Names([]).closest("customers") == ""
    assert Names(["customers"]).closest("") == ""


def test_many_wrong_names_among_ten_thousand_right_ones_take_few_steps_each() -> None:
    """
    An org whose folder of lists was renamed is reported in reasonable time: letters are compared where a name can win.
    """
    names = Names([f"customers-region-{number:05}" for number in range(10_000)])
    found: list[str] = []

    spent = steps(
        lambda: found.extend(names.closest(f"custmers-region-{number:05}") for number in range(0, 10_000, 50))
    )

    assert sum(name.startswith("customers-region-") for name in found) == len(found) == 200
    assert spent < 200 * 10_000 * 8


def test_the_nearest_address_is_one_of_the_same_kind() -> None:
    """
    Nobody is sent from a list to an e-mail.
    """
    view = made_view({"list/customers": {"static": True}, "email/customer": {"subject": "A", "body": "A"}})

    assert nearest(Address("list/customer"), view) == "list/customers"
    assert nearest(Address("stage/customer"), view) == ""
