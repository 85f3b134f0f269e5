"""Templates (ระเบียบต้นแบบ): a version that a fund starts from, and overrides where it decides otherwise.

``based_on = "NAME"`` lays a version upon a template: its tables are merged with the template's key by key, any other
value hides the template's, and ``leaves_out`` names clauses of the template that the fund does not take over.
"""

from collections.abc import Mapping

from communitywelfare.rules.keys import Keys

__all__ = ["Templates", "filled_in"]

Templates = Mapping[str, Mapping[str, object]]


def filled_in(keys: Keys, templates: Templates) -> Keys:
    """The keys of a version upon those of the template that it names, if it names one."""
    left_out = keys.texts("leaves_out")
    if not keys.has("based_on"):
        if left_out:
            keys.report("bylaw.missing_key", "based_on")
        return keys
    if not templates:
        keys.report("bylaw.no_templates", "based_on")
        return keys
    template = templates[keys.one_of("based_on", tuple(templates))]
    clauses = template.get("benefit")
    known = dict(clauses) if isinstance(clauses, Mapping) else {}
    for name in left_out:
        if known.pop(name, None) is None:
            params = {"value": name, "options": tuple(known), "meant": ""}
            keys.report("bylaw.not_an_option", "leaves_out", params)
    return keys.upon({**template, "benefit": known})
