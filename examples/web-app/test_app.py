"""The desk, asked as a browser asks it: the by-law decides, and the pages say everything that it said."""

import http.cookiejar
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from app import create_app, main
from facts import FactStore

from communitywelfare import CitizenId, Plan, make_package

HERE = Path(__file__).parent
TODAY = date(2024, 10, 10)
FUND = make_package(Plan(members=20, years=2, seed=7)).fund
MEMBER = FUND.register.current(FUND.as_of)[0].number
STAY = {"member": MEMBER, "event_day": "2/10/2567", "until": "6/10/2567", "units": "4"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "facts.sqlite"
    FactStore.make(path, FUND, datetime(2024, 10, 1, tzinfo=timezone(timedelta(hours=7)))).close()
    return path


@pytest.fixture
def store(made, tmp_path):
    return Path(shutil.copy(made, tmp_path))


class Browser:
    """Somebody at the desk: pages are read, forms are sent with what they hide."""

    def __init__(self, store):
        self.client = create_app(store, today=lambda: TODAY).test_client()

    def read(self, path):
        return self.client.get(path).get_data(as_text=True)

    def send(self, path, page=None, **fields):
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.read(page or path))
        return self.client.post(path, data=dict(hidden) | fields)

    def sit(self, who):
        assert self.send("/who", "/", who=who).status_code == 302
        return self

    def take_in(self, benefit="hospital", **fields):
        answer = self.send(f"/new/{benefit}", **fields)
        assert answer.status_code == 302, plain(answer.get_data(as_text=True))
        return answer.location


@pytest.fixture
def desk(store):
    return Browser(store).sit("P01")


def plain(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page.split("<body>")[-1]).split())


# --- a claim -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_shows_the_decision_with_every_reason_in_both_languages(store, desk, language):
    page = plain(desk.read(f"{desk.take_in(**STAY)}?lang={language}"))
    with FactStore(store) as facts:
        (told,) = facts.decisions("1/2568")
    assert told["outcome"] == "PARTIAL"
    assert len(told["reasons"]) == 5
    assert "600.00" in page
    for reason in told["reasons"]:
        assert reason[language] in page


def test_days_are_read_in_either_era_and_thai_digits(store, desk):
    for day in ("2024-10-02", "2/10/2024", "๒/๑๐/๒๕๖๗"):
        number = desk.take_in(**STAY | {"event_day": day, "units": "๔"}).removeprefix("/claims/")
        with FactStore(store) as facts:
            event = facts.fund(TODAY).claim(number).event
        assert (event.day, event.units) == (date(2024, 10, 2), 4)


def test_the_form_asks_what_the_clause_needs_and_nothing_else(desk):
    fields = {
        benefit: set(re.findall(r'<(?:input|select) id="([\w.]+)"', desk.read(f"/new/{benefit}")))
        for benefit in ("hospital", "death", "scholarship")
    }
    assert fields == {
        "hospital": {"member", "event_day", "until", "units"},
        "death": {"member", "event_day"},
        "scholarship": {"member", "event_day", "stated.level", "stated.grade", "relation"},
    }


def test_what_is_left_empty_is_not_known_and_the_decision_names_it(desk):
    page = plain(desk.read(f"{desk.take_in('scholarship', **STAY, **{'stated.level': 'ม.3'})}?lang=en"))
    assert "not recorded: the grade" in page


def test_a_button_pressed_twice_makes_one_claim(store, desk):
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', desk.read("/new/hospital")))
    first, second = (desk.client.post("/new/hospital", data=STAY | hidden) for _ in range(2))
    assert first.location == second.location
    with FactStore(store) as facts:
        assert len(facts.fund(TODAY).claims) == len(FUND.claims) + 1


# --- bad input ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "thai", "english"),
    [
        ({"event_day": "31/2/2567"}, "31/2/2567 ไม่มีในปฏิทิน", "31/2/2567 is not a day of the calendar"),
        ({"event_day": "เมื่อวาน"}, "เมื่อวาน ไม่ใช่วันที่", "เมื่อวาน is not a day"),
        ({"event_day": "2/10/2599"}, "ยังมาไม่ถึง", "is still to come"),
        ({"event_day": "2/10/3567"}, "อยู่ไกลจากยุคของเรามาก", "lies far from our time"),
        ({"event_day": ""}, "โปรดกรอกช่องนี้", "please fill this in"),
        ({"units": "สี่"}, "สี่ ไม่ใช่จำนวนนับ", "สี่ is not a count"),
        ({"units": "-1"}, "-1 ไม่ใช่จำนวนนับ", "-1 is not a count"),
        ({"units": "3"}, "ระบุ 3 คืน แต่วันที่เข้าและออกห่างกัน 4 คืน", "3 nights"),
        ({"member": "M99999"}, "ทะเบียนไม่มีสมาชิกเลขที่ M99999", "M99999"),
    ],
)
def test_bad_input_is_told_in_both_languages_and_nothing_is_recorded(desk, wrong, thai, english):
    for language, told in (("th", thai), ("en", english)):
        answer = desk.send(f"/new/hospital?lang={language}", **STAY | wrong)
        assert answer.status_code == 422
        assert told in plain(answer.get_data(as_text=True))
    assert "1/2568" not in desk.read("/")


def test_everything_that_is_wrong_is_told_at_once_and_what_was_typed_is_still_there(desk):
    page = desk.send("/new/hospital", member="", event_day="x", units="y").get_data(as_text=True)
    assert page.count('class="fault"') == 3
    assert 'value="x"' in page
    assert 'value="y"' in page


HOSTILE = '"><script>alert(1)</script>{{ 7 * 7 }}'


def test_what_is_typed_never_becomes_markup(desk):
    page = desk.send("/new/hospital", member=HOSTILE, event_day=HOSTILE, units=HOSTILE).get_data(as_text=True)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    where = desk.take_in(**STAY)
    desk.sit("P02").send(where, approve="", reference=HOSTILE)
    assert "<script" not in desk.read(where)
    assert "&lt;script&gt;" in desk.read(where)


# --- the second person -------------------------------------------------------------------------------------


def test_another_person_approves_and_that_is_a_second_record(store, desk):
    where = desk.take_in(**STAY)
    assert desk.sit("P02").send(where, approve="", reference="มติ 10/2567").status_code == 302
    with FactStore(store) as facts:
        done = [(action.kind.value, by) for action, by in facts.done("1/2568")]
    assert done == [("SUBMIT", "P01"), ("ASSESS", "P01"), ("APPROVE", "P02")]
    page = plain(desk.read(where))
    assert "อนุมัติแล้ว" in page
    assert "มติ 10/2567" in page


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_whoever_took_a_claim_in_may_not_decide_it(store, desk, verb):
    where = desk.take_in(**STAY)
    assert "ผู้ทำกับผู้ตรวจต้องเป็นคนละคน" in plain(desk.read(where))
    assert 'name="approve"' not in desk.read(where)
    answer = desk.send(where, "/", reason="-", **{verb: ""})  # the form is not there: somebody made one
    assert answer.status_code == 422
    assert "ผู้ทำกับผู้ตรวจต้องเป็นคนละคน" in plain(answer.get_data(as_text=True))
    with FactStore(store) as facts:
        assert len(facts.done("1/2568")) == 2


def test_a_refusal_needs_its_reason_and_a_claim_is_decided_once(desk):
    where = desk.take_in(**STAY)
    desk.sit("P02")
    assert "ต้องบอกเหตุผล" in plain(desk.send(where, reject="", reason=" ").get_data(as_text=True))
    assert desk.send(where, reject="", reason="ไม่มีใบรับรองแพทย์").status_code == 302
    answer = desk.send(where, "/", approve="")
    assert answer.status_code == 422
    assert "ไม่อนุมัติ" in plain(answer.get_data(as_text=True))


def test_nothing_is_payable_where_the_by_law_gives_nothing(desk):
    where = desk.take_in(**STAY | {"event_day": "2/10/2550", "until": "6/10/2550"})
    answer = desk.sit("P02").send(where, approve="")
    assert answer.status_code == 422
    assert "ไม่มียอดให้อนุมัติ" in plain(answer.get_data(as_text=True))


def test_nothing_is_recorded_while_nobody_said_who_is_there(store):
    browser = Browser(store)
    assert "เลือกก่อนว่าใครนั่งโต๊ะ" in plain(browser.read("/new/hospital"))
    assert browser.send("/new/hospital", **STAY).status_code == 403
    assert browser.send("/who", "/", who="P99").status_code == 400


# --- what holds for every page -----------------------------------------------------------------------------


def test_a_form_that_did_not_come_from_a_page_of_ours_is_refused(store, desk):
    assert desk.client.post("/new/hospital", data=STAY).status_code == 400
    assert desk.client.post("/new/hospital", data=STAY | {"token": "ก" * 64}).status_code == 400
    with FactStore(store) as facts:
        assert len(facts.fund(TODAY).claims) == len(FUND.claims)


@pytest.mark.parametrize("path", ["/new/dance", "/claims/99/2568", "/nothing"])
def test_a_page_that_is_not_there_says_so_in_both_languages(desk, path):
    assert "ไม่พบหน้านี้" in desk.read(path)
    assert "no such page" in desk.read(f"{path}?lang=en")


def test_what_goes_wrong_inside_shows_nothing_of_it(store, desk, caplog):
    store.unlink()
    answer = desk.client.get("/?lang=en")
    assert answer.status_code == 500
    page = plain(answer.get_data(as_text=True))
    assert "nothing was recorded" in page
    assert str(store) not in page
    assert "Traceback" in caplog.text


def test_it_does_not_start_without_a_store_or_on_a_day_that_is_none(store, monkeypatch, capsys):
    for words, told in ((["no.sqlite"], "no.sqlite is missing"), ([str(store), "--today", "32/1/2567"], "32/1/2567")):
        monkeypatch.setattr("sys.argv", ["app.py", *words])
        with pytest.raises(SystemExit):
            main()
        assert told in capsys.readouterr().err


def test_pages_load_nothing_from_elsewhere_and_their_language_stays(desk):
    for path in ("/", "/new/hospital", desk.take_in(**STAY)):
        page = desk.read(f"{path}?lang=en")
        assert '<html lang="en">' in page
        assert not re.search(r"https?://|<script|style=", page)
        links = re.findall(r'href="(/(?!style|static)[^"]*)"', page)
        assert links
        assert all("lang=en" in link for link in links)
    answer = desk.client.get("/")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_no_script_and_for_no_other_site(store):
    cookie = Browser(store).client.get("/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_no_page_shows_a_name_or_a_citizen_id(desk):
    person = FUND.membership(MEMBER).person
    page = desk.read(desk.take_in(**STAY))
    assert person.name.reveal("look for it") not in page
    assert person.citizen_id.reveal("look for it") not in page


# --- over HTTP ---------------------------------------------------------------------------------------------


@pytest.fixture
def served(store):
    """The program as it is started by hand, on a free port; its address, and what it logged once it ended."""
    command = [sys.executable, "-B", "app.py", str(store), "--port", "0", "--today", "10/10/2567"]
    program = subprocess.Popen(command, cwd=HERE, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    said = ""
    while "Running on" not in said:
        said = program.stderr.readline()
        assert program.poll() is None
    logged = []

    def stop():
        program.terminate()
        logged.append(program.communicate()[1])
        return logged[0]

    yield re.search(r"http://127\.0\.0\.1:\d+", said)[0], stop
    if not logged:
        stop()


def test_it_answers_over_http_and_logs_nothing_about_people(served):
    address, stop = served
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def send(path, page, **fields):
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', opener.open(address + page).read().decode())
        return opener.open(address + path, urllib.parse.urlencode(dict(hidden) | fields).encode())

    send("/who", "/", who="P01")
    with send("/new/hospital", "/new/hospital", **STAY) as answer:
        assert answer.url == f"{address}/claims/1/2568"
        assert "จ่ายได้บางส่วน" in answer.read().decode()
    with opener.open(f"{address}/style.css") as sheet:
        assert b"Sarabun" in sheet.read()
    number = CitizenId.synthetic(77).reveal("type it where it does not belong")
    with pytest.raises(urllib.error.HTTPError) as refused:
        send("/new/hospital", "/new/hospital", **STAY | {"member": number})
    page = refused.value.read().decode()
    refused.value.close()
    assert f"สมาชิกเลขที่ {number}" not in page
    with pytest.raises(urllib.error.HTTPError) as missing:
        opener.open(f"{address}/claims/{number}")
    missing.value.close()
    logged = stop()
    assert "POST /new/hospital" in logged
    assert number not in logged
    assert MEMBER not in logged
