"""The wreath holds to what every form of amount must hold to."""

from communitywelfare_wreath import wreath

from communitywelfare.conformance import check_form


def test_the_wreath_conforms():
    check_form(
        wreath, [{"worth": "500.00", "more": "10.00", "most": 800}, {"worth": 0, "more": "0.01", "most": "0.02"}]
    )
