"""Whatever a made-up by-law decides or says, it is said in both languages, with every figure in its place."""

from hypothesis import given

from communitywelfare.rules import adjudicate
from communitywelfare.strategies import bylaws, claim_facts, claims
from communitywelfare.wording import LANGUAGES, bylaw_lines, clause_lines, known_codes, words


@given(bylaws(max_versions=1), claims(), claim_facts())
def test_every_reason_of_every_decision_has_a_sentence_without_a_gap(bylaw, claim, facts):
    decision = adjudicate(bylaw.versions[0], claim, facts)
    for reason in (*decision.reasons, *(step.reason for step in decision.trail)):
        assert reason.code in known_codes()
        for language in LANGUAGES:
            said = words(reason, language)
            assert "{" not in said
            assert reason.code not in said
            assert "namespace" not in said
            assert "object at" not in said
            assert "(kind=" not in said


@given(bylaws())
def test_every_clause_is_put_into_words_by_what_it_is(bylaw):
    for language in LANGUAGES:
        said = "\n".join(bylaw_lines(bylaw, language))
        assert "{" not in said
        for version in bylaw.versions:
            for benefit in version.benefits:
                lines = "\n".join(clause_lines(benefit, language))
                assert lines
                assert not any(word in lines for word in ("clause.", "ตามแบบ", "เงื่อนไขเพิ่มเติม", "further condition"))
                assert "(kind=" not in lines
