"""A desk on the web: a volunteer takes a claim in, the by-law answers with every reason, another person decides.

``python app.py facts.sqlite`` serves it to this machine alone. No rule of a fund stands here: the by-law decides, and
the library says what a form must ask, who may decide, and why something is refused. This program asks, keeps and shows.
"""

import argparse
import logging
import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from hmac import compare_digest
from pathlib import Path

from asked import Form
from facts import FactStore
from flask import Flask, Response, abort, g, redirect, render_template, request, session, url_for
from steps import against, approve, reject, take_in
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer
from words import PEOPLE, WORDS

from communitywelfare import Finding, Fund, Money, Outcome, Severity, WelfareError, words
from communitywelfare.calendar import read_day
from communitywelfare.claims import ClaimState
from communitywelfare.fund.claims_desk import When
from communitywelfare.logs import PersonalDataFilter
from communitywelfare.members import Relationship
from communitywelfare.reports import stylesheet
from communitywelfare.rules import BenefitPolicy, stated_under
from communitywelfare.wording import fact_name, label, phrase, shown

THAILAND = timezone(timedelta(hours=7))
POLICY = "default-src 'none'; style-src 'self'; font-src data:; form-action 'self'; frame-ancestors 'none'"
LOOKS = {
    "PAYABLE": "good",
    "PARTIAL": "partial",
    "NOT_PAYABLE": "bad",
    "NEEDS_DOCUMENTS": "missing",
    "NEEDS_COMMITTEE": "ask",
    "info": "good",
    "reduce": "partial",
    "block": "bad",
    "refer": "missing",
}
NEWEST = 20
Page = Answer | str | tuple[str, int]


def now() -> datetime:
    """The clock of this program; the library has none."""
    return datetime.now(THAILAND).replace(microsecond=0)  # noqa: TID251 - a host reads the clock, the library never does


def create_app(store: Path, *, today: Callable[[], date] = lambda: now().date()) -> Flask:
    """The program, on one store. A login of your own belongs where `who` is: here one only says who one is."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=secrets.token_hex(), SESSION_COOKIE_SAMESITE="Lax", MAX_CONTENT_LENGTH=64 * 1024)
    _guard(app)

    def when(key: str = "", role: str = "registrar") -> When:
        return When(on=today(), recorded_at=now(), actor=role, key=key)

    @app.get("/")
    def home() -> Page:
        with FactStore(store) as facts:
            fund = facts.fund(today())
        newest = list(reversed(fund.claims))[:NEWEST]
        states = {each.number: fund.state(each.number, today()) for each in newest}
        return render_template(
            "home.html",
            title=fund.bylaw.name[g.lang],
            names=_names(fund),
            offered=_policy(fund, today()).benefits,
            newest=newest,
            states=states,
        )

    @app.post("/who")
    def sit_down() -> Page:
        if request.form.get("who") not in PEOPLE:
            abort(400)
        session["who"] = request.form["who"]
        return redirect(url_for("home"))

    @app.route("/new/<benefit>", methods=["GET", "POST"])
    def new(benefit: str) -> Page:
        form = Form(request.form, frozenset(request.form.getlist("documents")), today())
        refused: tuple[Finding, ...] = ()
        with FactStore(store) as facts:
            policy = _policy(facts.fund(today()), today())
            clause = policy.by_key.get(benefit) or abort(404)
            stated = stated_under(policy, clause)
            if request.method == "POST":
                _seated()
                claim = form.claim(clause, stated)
                try:
                    if not form.faults:
                        decision = take_in(facts, claim, when(request.form.get("key", "")), by=g.who)
                        return redirect(url_for("claim", number=decision.claim))
                except WelfareError as error:
                    refused = error.findings
        key = request.form.get("key") or secrets.token_hex(8)
        told = {"clause": clause, "stated": stated, "faults": form.faults, "refused": refused, "key": key}
        page = render_template("new.html", title=clause.label[g.lang], relations=Relationship, **told)
        return page, 422 if form.faults or refused else 200

    @app.route("/claims/<path:number>", methods=["GET", "POST"])
    def claim(number: str) -> Page:
        refused: tuple[Finding, ...] = ()
        with FactStore(store) as facts:
            fund = facts.fund(today())
            if number not in fund.claims_by_number:
                abort(404)
            if request.method == "POST":
                _seated()
                refused = _decided(facts, number, when(role="committee"))
                if not refused:
                    return redirect(url_for("claim", number=number))
            asked = fund.claim(number)
            page = render_template(
                "claim.html",
                title=f"{phrase('claim', g.lang).capitalize()} {number}",
                claim=asked,
                name=fund.membership(asked.member).person.name,  # shows its first letter alone
                benefit=_names(fund).get(asked.benefit, asked.benefit),
                state=fund.state(number, today()),
                waits=fund.state(number, today()) is ClaimState.ASSESSED,
                told=next(reversed(facts.decisions(number)), None),
                done=facts.done(number),
                against=against(facts, number, g.who),
                refused=refused,
            )
        return page, 422 if refused else 200

    @app.get("/style.css")
    def style() -> Response:
        return Response(str(stylesheet()), mimetype="text/css", headers={"Cache-Control": "max-age=86400"})

    return app


def _policy(fund: Fund, on: date) -> BenefitPolicy:
    """The version whose clauses are offered on a day; a claim is decided by the one that governs it."""
    return fund.bylaw.in_force(on) or fund.bylaw.versions[0]


def _names(fund: Fund) -> dict[str, str]:
    """What each clause that ever was is called."""
    return {each.key: each.label[g.lang] for version in fund.bylaw.versions for each in version.benefits}


def _decided(facts: FactStore, number: str, when: When) -> tuple[Finding, ...]:
    """Approve or refuse a claim, as the button says that was pressed; why not, where the library refuses it."""
    try:
        if "reject" in request.form:
            reject(facts, number, when, by=g.who, reason=request.form.get("reason", "").strip())
        else:
            approve(facts, number, when, by=g.who, reference=request.form.get("reference", "").strip())
    except WelfareError as error:
        return error.findings
    return ()


def _seated() -> None:
    """Nothing is recorded while nobody said who is at the desk."""
    if not g.who:
        abort(403)


def _guard(app: Flask) -> None:
    """What holds for every page: its language, who is there, that a form came from a page of ours, what it may load."""

    @app.before_request
    def begin() -> None:
        g.lang = "en" if request.args.get("lang") == "en" else "th"
        g.who = session.get("who", "") if session.get("who") in PEOPLE else ""
        g.token = session.setdefault("token", secrets.token_hex())
        if request.method == "POST" and not compare_digest(request.form.get("token", "").encode(), g.token.encode()):
            abort(400)

    @app.url_defaults
    def keep_language(_endpoint: str, values: dict[str, object]) -> None:
        if g.get("lang") == "en":
            values.setdefault("lang", "en")

    @app.context_processor
    def speak() -> dict[str, object]:
        place = {"th": 0, "en": 1}[g.lang]
        return {
            "t": lambda name: WORDS[name][place],
            "say": lambda finding: words(finding, g.lang),
            "label": lambda option: label(option, g.lang),
            "shown": lambda value: shown(value, g.lang),
            "phrase": lambda code: phrase(code, g.lang),
            "fact": lambda name, own=None: fact_name(name, g.lang, own=own),
            "money": lambda text: str(Money.baht(text)),
            "outcome": lambda code: label(Outcome(code), g.lang),
            "severity": lambda code: phrase("met", g.lang) if code == "info" else label(Severity(code), g.lang),
            "looks": LOOKS,
            "people": PEOPLE,
        }

    @app.after_request
    def shield(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")  # pages are about people
        return response

    @app.errorhandler(HTTPException)
    def told(error: HTTPException) -> Page:
        word = {403: "choose_first", 404: "not_found", 500: "went_wrong"}.get(error.code or 500, "bad_request")
        return render_template("error.html", title=WORDS[word][g.get("lang") == "en"]), error.code or 500


def main() -> None:
    """Serve a store to this machine alone."""
    parser = argparse.ArgumentParser(description="โต๊ะรับคำขอ / a desk for claims")
    parser.add_argument("store", type=Path, help="made by: python facts.py PACKAGE STORE")
    parser.add_argument("--port", type=int, default=5000)
    parser.add_argument("--today", help="try it on another day, such as 10/10/2567")
    asked = parser.parse_args()
    try:
        FactStore(asked.store).close()
        pretended = read_day(asked.today).day if asked.today else None
    except WelfareError as error:
        parser.error(str(error))
    handler = logging.StreamHandler()
    handler.addFilter(PersonalDataFilter())  # whatever is logged: no citizen ID and no telephone number
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    create_app(asked.store, today=lambda: pretended or now().date()).run(host="127.0.0.1", port=asked.port)


if __name__ == "__main__":
    main()
