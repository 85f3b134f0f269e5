"""The library's own forms of amount hold to what the kit asks of everybody's."""

import pytest

from communitywelfare.conformance import check_form
from communitywelfare.rules.registry import BUILT_IN_FORMS
from communitywelfare.strategies import bylaw_documents


def tables(form):
    """What a by-law may write under ``amount`` for a form."""
    documents = bylaw_documents(forms=[form], max_versions=1, max_benefits=1)
    clauses = documents.map(lambda document: next(iter(document["version"][0]["benefit"].values())))
    return clauses.map(lambda clause: {key: value for key, value in clause["amount"].items() if key != "form"})


@pytest.mark.parametrize("form", BUILT_IN_FORMS)
def test_each_of_our_forms_conforms(form):
    check_form(BUILT_IN_FORMS[form], tables(form), examples=25)
